package dev.otto.scheduler.daemon;

import dev.otto.models.quartz.OttoModels;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.job.MemoryTimetable;
import dev.otto.scheduler.run.PromptJob;
import dev.otto.scheduler.run.PromptSlots;
import dev.otto.scheduler.run.RunJobs;
import dev.otto.scheduler.run.ScheduleCheck;
import dev.otto.scheduler.run.ScheduleCheck.Symptom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/** One scheduler with its triggers in memory, made from the table at each start. */
final class EmbeddedFiring implements Firing {
  private final Scheduler scheduler;
  private final MemoryTimetable timetable;
  private final PromptSlots slots;
  private final ScheduleCheck check;

  EmbeddedFiring(Services base) throws SchedulerException {
    OttoConfig config = base.config();
    int prompts = config.scheduler().maxConcurrentPrompts();
    Properties properties =
        QuartzSettings.of(
            config,
            "otto-" + base.environment().freshId(),
            prompts + QuartzSettings.SYSTEM_THREADS);
    properties.setProperty(
        StdSchedulerFactory.PROP_JOB_STORE_CLASS, "org.quartz.simpl.RAMJobStore");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    timetable = new MemoryTimetable(scheduler, base.database(), PromptJob.class, base.labels());
    slots = new PromptSlots(prompts, timetable::fireAgain);
    check = new ScheduleCheck(timetable, slots, base.environment().clock());
  }

  @Override
  public Optional<String> node() {
    return Optional.empty();
  }

  @Override
  public JobTimetable timetable() {
    return timetable;
  }

  @Override
  public void connect(RunJobs jobs, OttoModels models) throws SchedulerException {
    scheduler.setJobFactory(jobs);
    slots.limit(scheduler);
    check.watch(scheduler);
    models.offerTo(scheduler);
  }

  @Override
  public void start() throws SchedulerException {
    scheduler.start();
  }

  @Override
  public boolean fires() throws SchedulerException {
    return scheduler.isStarted() && !scheduler.isInStandbyMode();
  }

  @Override
  public void holdPrompts(boolean drained) {
    slots.hold(drained);
  }

  @Override
  public Duration clockOffset() {
    return Duration.ZERO;
  }

  @Override
  public Duration pauseBetweenLooks() {
    return Duration.ofSeconds(30);
  }

  @Override
  public void look() {
    check.look();
  }

  @Override
  public List<Symptom> troubles() {
    return check.troubles();
  }

  @Override
  public void standBy() throws SchedulerException {
    scheduler.standby();
  }

  @Override
  public void shutDown() throws SchedulerException {
    scheduler.shutdown(false);
  }
}
