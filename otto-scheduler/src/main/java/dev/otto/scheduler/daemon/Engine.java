package dev.otto.scheduler.daemon;

import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.heartbeat.HeartbeatTiming;
import dev.otto.scheduler.job.JobContext;
import dev.otto.scheduler.job.JobRepository;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.run.Instructions;
import dev.otto.scheduler.run.Ledger;
import dev.otto.scheduler.run.PromptJob;
import dev.otto.scheduler.run.PromptSlots;
import dev.otto.scheduler.run.Prompter;
import dev.otto.scheduler.run.Recovery;
import dev.otto.scheduler.run.RunEvents;
import dev.otto.scheduler.run.RunJobs;
import dev.otto.scheduler.run.RunRepository;
import dev.otto.scheduler.run.RunSpending;
import dev.otto.scheduler.run.Runner;
import dev.otto.scheduler.run.RunningRuns;
import dev.otto.scheduler.run.ScheduleCheck;
import dev.otto.scheduler.run.SessionEnd;
import dev.otto.scheduler.run.SessionPrompter;
import dev.otto.scheduler.run.Shutdown;
import dev.otto.scheduler.transcript.Transcripts;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Quartz and everything it needs to run jobs. */
final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /** The threads beyond those for prompts, so that Otto's own jobs never wait for a slow model. */
  private static final int SPARE_THREADS = 4;

  private final Services base;
  private final SystemJobs system;
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final JobTimetable timetable;
  final RunRepository runs;
  final RunningRuns running;
  final RunEvents events = new RunEvents();
  final JobService jobs;
  final Transcripts transcripts;
  private final SessionEnd sessions;
  private final Recovery recovery;
  private final ScheduleCheck check;
  private final ModelRuntime models;

  Engine(Services base, ModelRuntime models, SystemJobs system) throws SchedulerException {
    this.base = base;
    this.models = models;
    this.system = system;
    var environment = base.environment();
    scheduler = quartz(base);
    runs = new RunRepository(base.database(), environment.zone());
    running = new RunningRuns(models.openCode()::abort);
    timetable = new JobTimetable(scheduler, base.database(), PromptJob.class);
    ledger =
        new Ledger(
            base.database(), runs, new JobRepository(), timetable, environment.clock(), node(base));
    var context =
        new JobContext(
            environment.clock(),
            environment.zone(),
            environment::freshId,
            models.models().catalog()::snapshot,
            models.openCode()::agents,
            models.models().resolver(),
            base.config().scheduler().prompts().agent());
    jobs = new JobService(base.database(), timetable, context);
    jobs.onEntry(base.audit()::tell);
    new HeartbeatTiming(base.database(), environment.clock(), timetable::schedule)
        .follow(system.profiles());
    transcripts =
        new Transcripts(
            models.openCode(), base.database(), base.config().transcripts(), environment.clock());
    sessions = new SessionEnd(models.openCode(), transcripts);
    recovery = new Recovery(runs, ledger, sessions, events);
    var slots =
        new PromptSlots(base.config().scheduler().maxConcurrentPrompts(), timetable::fireAgain);
    check = new ScheduleCheck(timetable, slots, recovery, running, environment.clock());
    plugIn(slots);
  }

  private static String node(Services base) {
    return base.config().node().orElseGet(HostName::get);
  }

  private static Scheduler quartz(Services base) throws SchedulerException {
    int threads = base.config().scheduler().maxConcurrentPrompts() + SPARE_THREADS;
    var properties = new Properties();
    // Quartz hands out the scheduler it has under a name; one process may hold several of us.
    properties.setProperty(
        StdSchedulerFactory.PROP_SCHED_INSTANCE_NAME, "otto-" + base.environment().freshId());
    properties.setProperty(StdSchedulerFactory.PROP_SCHED_THREAD_NAME, "otto-scheduler");
    properties.setProperty(StdSchedulerFactory.PROP_THREAD_POOL_CLASS, RunThreads.class.getName());
    properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(threads));
    properties.setProperty("org.quartz.threadPool.threadNamePrefix", "otto-run");
    properties.setProperty(StdSchedulerFactory.PROP_SCHED_MAX_BATCH_SIZE, String.valueOf(threads));
    if (base.config().jmx().enabled() && base.config().jmx().quartzBean()) {
      properties.setProperty(StdSchedulerFactory.PROP_SCHED_JMX_EXPORT, "true");
    }
    properties.setProperty(
        StdSchedulerFactory.PROP_JOB_STORE_CLASS, "org.quartz.simpl.RAMJobStore");
    return new StdSchedulerFactory(properties).getScheduler();
  }

  private void plugIn(PromptSlots slots) throws SchedulerException {
    var prompter =
        new Prompter(
            new SessionPrompter(
                models.openCode(),
                runs,
                models.models().resolver(),
                models.budgets().ledger(),
                sessions),
            models.refreshes().bySystem("run"),
            models.models().resolver(),
            events,
            base.environment().clock());
    events.add(new RunSpending(models.budgets().ledger()));
    scheduler.setJobFactory(
        new RunJobs(
            new Runner(ledger, running, prompter, models.models().resolver(), events, sessions),
            running,
            slots,
            new Instructions(base.paths().data(), defaults(base.config())),
            system.byId(),
            base.environment()::freshId));
    slots.limit(scheduler);
    scheduler.getListenerManager().addJobListener(check);
    models.models().offerTo(scheduler);
  }

  private static Instructions.PromptDefaults defaults(OttoConfig config) {
    OttoConfig.Prompts prompts = config.scheduler().prompts();
    return new Instructions.PromptDefaults(
        prompts.agentName(),
        prompts.permissions(),
        config.promptLimits(),
        config.scheduler().retry());
  }

  /** Ends what an earlier process left open, then lets due jobs fire. */
  void start() throws SchedulerException, IOException {
    var settings = base.config().scheduler();
    recovery.recover();
    models.budgets().start();
    var unused = models.budgets().onChange(jobs::letHeldGo);
    jobs.start(system.asJobs(base.environment().clock().instant()), settings.expireOneShotsAfter());
    if (settings.enabled()) {
      scheduler.start();
    } else {
      LOG.warn("No job fires, because scheduler.enabled is false");
    }
  }

  /** Looks for jobs that do not run as their rows say. */
  void lookAtSchedule() {
    try {
      if (fires()) {
        check.look();
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not answer", e);
    }
  }

  /** Returns what the last look found. */
  List<ScheduleCheck.Symptom> troubles() {
    return check.troubles();
  }

  boolean fires() throws SchedulerException {
    return scheduler.isStarted() && !scheduler.isInStandbyMode();
  }

  /** Stops starting runs, waits for those in flight, and records the remaining ones as lost. */
  @Override
  public void close() throws SchedulerException {
    scheduler.standby();
    if (running.count() > 0) {
      LOG.info("Waiting for {} runs to end", running.count());
    }
    try {
      new Shutdown(running, runs, ledger, sessions, events)
          .stop(base.config().scheduler().shutdownGrace());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    scheduler.shutdown(false);
  }
}
