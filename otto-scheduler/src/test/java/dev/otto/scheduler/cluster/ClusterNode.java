package dev.otto.scheduler.cluster;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;

/** A scheduler of Quartz's clustered store; several can be in one process. */
final class ClusterNode implements AutoCloseable {
  private static final Map<String, List<String>> FIRED = new ConcurrentHashMap<>();
  private static final Map<String, CountDownLatch> ENDS = new ConcurrentHashMap<>();

  final Scheduler scheduler;
  private final String id;

  /**
   * @param cluster the name that all nodes of one cluster have
   * @param checkIn the time between two check-ins
   */
  ClusterNode(String url, String cluster, String id, int threads, Duration checkIn)
      throws SchedulerException {
    this.id = id;
    var properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", cluster);
    properties.setProperty("org.quartz.scheduler.instanceId", id);
    properties.setProperty("org.quartz.scheduler.idleWaitTime", "1000");
    properties.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "" + threads);
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "" + threads);
    String store = "org.quartz.jobStore.";
    properties.setProperty(store + "class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    properties.setProperty(
        store + "driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
    properties.setProperty(store + "isClustered", "true");
    properties.setProperty(store + "clusterCheckinInterval", "" + checkIn.toMillis());
    properties.setProperty(store + "acquireTriggersWithinLock", "true");
    properties.setProperty(store + "useProperties", "true");
    properties.setProperty(store + "dataSource", "store");
    String source = "org.quartz.dataSource.store.";
    properties.setProperty(source + "connectionProvider.class", Connections.class.getName());
    properties.setProperty(source + "url", url);
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    // One process has several nodes of a cluster, which Quartz would otherwise take for one.
    SchedulerRepository.getInstance().remove(cluster);
    scheduler.setJobFactory((fired, _) -> new Recorded(this.id, fired.getJobDetail().getKey()));
    scheduler.start();
  }

  /** Runs one in a process of its own, with the jobs that are named, until it is killed. */
  public static void main(String[] arguments) throws Exception {
    String url = arguments[0];
    var node = new ClusterNode(url, arguments[1], arguments[2], 3, Duration.ofSeconds(1));
    for (String job : List.of(arguments).subList(3, arguments.length)) {
      ENDS.put(job, new CountDownLatch(1));
      node.schedule(job, Date.from(Instant.now()), job.startsWith("recovered"));
    }
    Thread.currentThread().join();
  }

  /** Makes a job run until {@link #end}. */
  static void hold(String job) {
    ENDS.put(job, new CountDownLatch(1));
  }

  static void end(String job) {
    ENDS.get(job).countDown();
  }

  /** Returns the nodes of this process that ran the job, one entry for each time. */
  static List<String> runs(String job) {
    return FIRED.getOrDefault(job, List.of());
  }

  /** Schedules a durable job once. */
  void schedule(String job, Date at, boolean recovered) throws SchedulerException {
    JobDetail detail =
        JobBuilder.newJob(Job.class)
            .withIdentity(job)
            .storeDurably()
            .requestRecovery(recovered)
            .build();
    scheduler.scheduleJob(detail, Set.of(trigger(job, at)), true);
  }

  static Trigger trigger(String job, Date at) {
    return TriggerBuilder.newTrigger()
        .withIdentity(job)
        .forJob(job)
        .startAt(at)
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionIgnoreMisfires())
        .build();
  }

  @Override
  public void close() throws SchedulerException {
    scheduler.shutdown(false);
  }

  private record Recorded(String node, JobKey job) implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      String recovery =
          context.isRecovering() ? " recovers " + context.getRecoveringTriggerKey() : "";
      FIRED.computeIfAbsent(job.getName(), _ -> new CopyOnWriteArrayList<>()).add(node + recovery);
      System.out.println("began " + job.getName());
      CountDownLatch end = ENDS.get(job.getName());
      try {
        if (end != null) {
          end.await();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Connections that are not pooled; Quartz makes one, and sets the address. */
  public static final class Connections implements ConnectionProvider {
    private String url = "";

    public void setUrl(String url) {
      this.url = url;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return DriverManager.getConnection(url, "postgres", "");
    }

    @Override
    public void initialize() {}

    @Override
    public void shutdown() {}
  }
}
