package dev.otto.benchmarks.cluster;

import dev.otto.benchmarks.Lap;
import dev.otto.benchmarks.Query;
import dev.otto.scheduler.database.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;

/** The contender Quartz's clustered store by itself, which deletes a one-shot when it is done. */
final class QuartzContender implements Contender {
  private static final String STORE = "org.quartz.jobStore.";

  @Override
  public String name() {
    return "bare Quartz";
  }

  @Override
  public double run(String url, int nodes, int threads, int jobs) throws Exception {
    // Only for its tables, which are those of Quartz's own script.
    PostgresDatabase tables = Cluster.database(url, "tables");
    tables.close();
    var lap = new Lap(jobs);
    List<Scheduler> schedulers = new ArrayList<>();
    try (Connection outside = DriverManager.getConnection(url, "postgres", "")) {
      for (int i = 0; i < nodes; i++) {
        schedulers.add(scheduler(url, i, threads));
        schedulers.get(i).setJobFactory((_, _) -> _ -> lap.execute());
      }
      schedulers.getFirst().scheduleJobs(due(jobs), false);
      for (Scheduler scheduler : schedulers) {
        scheduler.start();
      }
      return lap.awaitAll(
              () -> jobs - Query.number(outside, "SELECT count(*) FROM qrtz_job_details"))
          .perSecond();
    } finally {
      for (Scheduler scheduler : schedulers) {
        scheduler.shutdown(true);
      }
    }
  }

  private static Map<JobDetail, Set<? extends Trigger>> due(int jobs) {
    long now = System.currentTimeMillis();
    Map<JobDetail, Set<? extends Trigger>> all = new HashMap<>();
    for (int i = 0; i < jobs; i++) {
      Trigger trigger =
          TriggerBuilder.newTrigger()
              .withIdentity("job " + i)
              .startAt(new Date(now - jobs + i))
              .withSchedule(
                  SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
              .build();
      all.put(JobBuilder.newJob(Job.class).withIdentity("job " + i).build(), Set.of(trigger));
    }
    return all;
  }

  private static Scheduler scheduler(String url, int number, int threads)
      throws SchedulerException {
    var settings = new Properties();
    settings.setProperty(StdSchedulerFactory.PROP_SCHED_INSTANCE_NAME, "bare");
    settings.setProperty(StdSchedulerFactory.PROP_SCHED_INSTANCE_ID, "bare-" + number);
    settings.setProperty("org.quartz.threadPool.threadCount", String.valueOf(threads));
    settings.setProperty(StdSchedulerFactory.PROP_SCHED_MAX_BATCH_SIZE, String.valueOf(threads));
    settings.setProperty(StdSchedulerFactory.PROP_JOB_STORE_CLASS, JobStoreTX.class.getName());
    settings.setProperty(STORE + "driverDelegateClass", PostgreSQLDelegate.class.getName());
    settings.setProperty(STORE + "tablePrefix", "qrtz_");
    settings.setProperty(STORE + "isClustered", "true");
    settings.setProperty(STORE + "acquireTriggersWithinLock", "true");
    settings.setProperty(STORE + "dataSource", "bare" + number);
    String source = "org.quartz.dataSource.bare" + number + ".";
    settings.setProperty(source + "provider", "hikaricp");
    settings.setProperty(source + "driver", "org.postgresql.Driver");
    settings.setProperty(source + "URL", url);
    settings.setProperty(source + "user", "postgres");
    settings.setProperty(
        source + "maxConnections", String.valueOf(PostgresDatabase.QUARTZ_CONNECTIONS));
    synchronized (SchedulerRepository.getInstance()) {
      Scheduler made = new StdSchedulerFactory(settings).getScheduler();
      // Quartz knows one scheduler of a name in a process.
      boolean unused = SchedulerRepository.getInstance().remove(made.getSchedulerName());
      return made;
    }
  }
}
