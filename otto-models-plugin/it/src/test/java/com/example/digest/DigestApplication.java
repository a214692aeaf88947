package com.example.digest;

import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** Runs its jobs ten times a second with the quartz.properties that is its argument. */
public final class DigestApplication {
  private DigestApplication() {}

  public static void main(String[] arguments) throws SchedulerException {
    Scheduler scheduler = new StdSchedulerFactory(arguments[0]).getScheduler();
    often(scheduler, JobBuilder.newJob(DigestJob.class));
    often(scheduler, withModelOfItsOwn());
    scheduler.start();
  }

  private static JobBuilder withModelOfItsOwn() {
    return JobBuilder.newJob(DigestJob.class)
        .usingJobData("otto.flow", "heartbeat")
        .usingJobData("otto.modelRef", "openai/gpt-5-mini");
  }

  private static void often(Scheduler scheduler, JobBuilder job) throws SchedulerException {
    var schedule = SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(100);
    scheduler.scheduleJob(
        job.build(), TriggerBuilder.newTrigger().withSchedule(schedule.repeatForever()).build());
  }
}
