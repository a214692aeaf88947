package dev.otto.benchmarks;

import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelResolver;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.ModelResolutionListener;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Jobs that do nothing on Quartz's RAM store, with and without the listener that resolves their
 * models, in alternating pairs: what the listener costs a scheduler that is never idle.
 */
public final class QuartzThroughput {
  private static final int PAIRS = Integer.getInteger("pairs", 9);
  private static final int JOBS = Integer.getInteger("jobs", 20_000);
  private static final int MODELS = 3_000;

  private static volatile CountDownLatch left = new CountDownLatch(0);

  private QuartzThroughput() {}

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    var catalog = Models.snapshot(MODELS);
    var listener =
        new ModelResolutionListener(new ModelResolver(() -> catalog, FlowDefaults::none));
    round(true, listener);
    round(false, listener);
    double[] with = new double[PAIRS];
    double[] without = new double[PAIRS];
    double[] ratios = new double[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      // Each comes first as often as the other, as near as an odd number allows.
      if (i % 2 == 0) {
        without[i] = round(false, listener);
        with[i] = round(true, listener);
      } else {
        with[i] = round(true, listener);
        without[i] = round(false, listener);
      }
      ratios[i] = with[i] / without[i];
    }
    System.out.println(Machine.description());
    System.out.printf("%d pairs of %,d jobs, median (range)%n", PAIRS, JOBS);
    System.out.println("jobs a second without the listener: " + Figures.of(without));
    System.out.println("jobs a second with the listener:    " + Figures.of(with));
    System.out.println("with : without:                     " + Figures.of(ratios));
  }

  private static double round(boolean listening, ModelResolutionListener listener)
      throws SchedulerException, InterruptedException {
    Scheduler scheduler = scheduler();
    try {
      if (listening) {
        scheduler.getListenerManager().addJobListener(listener);
      }
      scheduler.scheduleJobs(jobs(), true);
      left = new CountDownLatch(JOBS);
      long start = System.nanoTime();
      scheduler.start();
      left.await();
      return JOBS * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
    } finally {
      scheduler.shutdown(true);
    }
  }

  private static Map<JobDetail, Set<? extends Trigger>> jobs() {
    Map<JobDetail, Set<? extends Trigger>> jobs = new HashMap<>();
    for (int i = 0; i < JOBS; i++) {
      JobDetail job =
          JobBuilder.newJob(Counted.class)
              .withIdentity("job " + i)
              .usingJobData(JobModel.MODEL_REF, Models.ref(i % MODELS).toString())
              .build();
      jobs.put(job, Set.of(TriggerBuilder.newTrigger().forJob(job).startNow().build()));
    }
    return jobs;
  }

  private static Scheduler scheduler() throws SchedulerException {
    var settings = new Properties();
    settings.setProperty("org.quartz.scheduler.instanceName", "throughput");
    settings.setProperty("org.quartz.threadPool.threadCount", "4");
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    return new StdSchedulerFactory(settings).getScheduler();
  }

  /** Does nothing but be counted. */
  public static final class Counted implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      left.countDown();
    }
  }
}
