package dev.otto.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.otto.models.quartz.JobModel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Runs of no-op jobs on Quartz's RAM store, with something and without it, in alternating pairs.
 * All are due long before a lap begins, so the scheduler is never idle; and a few jobs repeat,
 * rather than many fire once, so that a lap can be long without measuring the garbage collector.
 */
final class SchedulerPairs {
  static final int MODELS = 3_000;
  private static final int PAIRS = Integer.getInteger("pairs", 9);
  private static final int JOBS = Integer.getInteger("jobs", 100);
  private static final int RUNS = JOBS * Integer.getInteger("repeats", 5_000);

  /** The age of the first fire time: in milliseconds, more than a job has runs in a lap. */
  private static final Duration LATE = Duration.ofHours(1);

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Held, or its level would be forgotten. */
  private static final Logger QUARTZ = Logger.getLogger("org.quartz");

  private static volatile CountDownLatch left = new CountDownLatch(0);

  private final String what;
  private final Setup without;
  private final Setup with;

  /** Creates a scheduler that has not been started. */
  interface Setup {
    Scheduler create() throws SchedulerException;
  }

  /**
   * @param what name in the output
   */
  SchedulerPairs(String what, Setup without, Setup with) {
    this.what = what;
    this.without = without;
    this.with = with;
  }

  void run() throws SchedulerException, InterruptedException {
    QUARTZ.setLevel(Level.WARNING);
    round(with);
    round(without);
    var lapsWith = new ArrayList<RoundTime>();
    var lapsWithout = new ArrayList<RoundTime>();
    for (int i = 0; i < PAIRS; i++) {
      // Each comes first as often as the other, as near as an odd number allows.
      if (i % 2 == 0) {
        lapsWithout.add(round(without));
        lapsWith.add(round(with));
      } else {
        lapsWith.add(round(with));
        lapsWithout.add(round(without));
      }
    }
    System.out.println(Machine.description());
    System.out.printf(
        "%d pairs of %,d runs, with and without %s, median (range)%n", PAIRS, RUNS, what);
    print("runs a second", lapsWith, lapsWithout, RoundTime::rate);
    // What else runs on the machine changes this one less.
    print(
        "processor time a run in microseconds", lapsWith, lapsWithout, RoundTime::processorMicros);
  }

  /** The time of one round, in nanoseconds. */
  private record RoundTime(long elapsed, long processor) {
    double rate() {
      return RUNS * (double) TimeUnit.SECONDS.toNanos(1) / elapsed;
    }

    double processorMicros() {
      return processor / (double) TimeUnit.MICROSECONDS.toNanos(RUNS);
    }
  }

  private static void print(
      String unit,
      List<RoundTime> with,
      List<RoundTime> without,
      ToDoubleFunction<RoundTime> figure) {
    double[] figuresWith = with.stream().mapToDouble(figure).toArray();
    double[] figuresWithout = without.stream().mapToDouble(figure).toArray();
    double[] ratios = new double[PAIRS];
    Arrays.setAll(ratios, i -> figuresWith[i] / figuresWithout[i]);
    System.out.println(unit + " with:    " + Figures.of(figuresWith));
    System.out.println(unit + " without: " + Figures.of(figuresWithout));
    System.out.println(unit + " with : without: " + Figures.of(ratios));
  }

  private static RoundTime round(Setup setup) throws SchedulerException, InterruptedException {
    Scheduler scheduler = setup.create();
    try {
      // What plugins do at the start, once, is not what a job costs.
      scheduler.start();
      scheduler.standby();
      scheduler.scheduleJobs(jobs(), true);
      left = new CountDownLatch(RUNS);
      // Nor is the garbage of the start, which would else be collected while the jobs run.
      System.gc();
      long processor = PROCESS.getProcessCpuTime();
      long start = System.nanoTime();
      scheduler.start();
      left.await();
      return new RoundTime(System.nanoTime() - start, PROCESS.getProcessCpuTime() - processor);
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
              .usingJobData(JobModel.MODEL_REF, BenchmarkModels.ref(i % MODELS).toString())
              .build();
      jobs.put(job, Set.of(overdue(job)));
    }
    return jobs;
  }

  private static Trigger overdue(JobDetail job) {
    var each =
        SimpleScheduleBuilder.simpleSchedule()
            .withIntervalInMilliseconds(1)
            .withRepeatCount(RUNS / JOBS - 1);
    return TriggerBuilder.newTrigger()
        .forJob(job)
        .withSchedule(each)
        .startAt(Date.from(Instant.now().minus(LATE)))
        .build();
  }

  static Scheduler scheduler(Properties settings) throws SchedulerException {
    return new StdSchedulerFactory(settings).getScheduler();
  }

  static Properties settings() {
    var settings = new Properties();
    settings.setProperty("org.quartz.scheduler.instanceName", "throughput");
    settings.setProperty("org.quartz.threadPool.threadCount", "4");
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    // Late as they are, all of them are to run.
    long never = LATE.multipliedBy(2).toMillis();
    settings.setProperty("org.quartz.jobStore.misfireThreshold", Long.toString(never));
    return settings;
  }

  /** A job that does nothing but count. */
  public static final class Counted implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      left.countDown();
    }
  }
}
