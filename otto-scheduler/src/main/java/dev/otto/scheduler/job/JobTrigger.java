package dev.otto.scheduler.job;

import java.time.Instant;
import java.util.Date;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/** Makes the triggers of jobs. */
final class JobTrigger {
  private static final int SYSTEM_PRIORITY = 10;

  private JobTrigger() {}

  static TriggerKey key(String jobId) {
    return new TriggerKey(jobId, JobTimetable.GROUP);
  }

  /** Returns the trigger of a job that waits for its time. */
  static Trigger of(Job job) {
    return at(
        job.id(),
        job.state().dueAt().orElseThrow(),
        job.system() ? SYSTEM_PRIORITY : Trigger.DEFAULT_PRIORITY);
  }

  /**
   * Returns a trigger that ignores misfires: a job that waited for a free thread runs late instead
   * of not at all.
   */
  static Trigger at(String jobId, Instant due, int priority) {
    return TriggerBuilder.newTrigger()
        .withIdentity(key(jobId))
        .forJob(JobTimetable.key(jobId))
        .startAt(Date.from(due))
        .withPriority(priority)
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionIgnoreMisfires())
        .build();
  }
}
