package dev.otto.scheduler.job;

import dev.otto.scheduler.database.LabelDelegate;
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

  /** Returns the key in the store of a cluster, whose group says which nodes may take it. */
  static TriggerKey keyInCluster(Job job) {
    String label = job.runsOn();
    return label == null ? key(job.id()) : new TriggerKey(job.id(), LabelDelegate.group(label));
  }

  /** Returns the trigger of a job that waits for its time. */
  static Trigger of(Job job) {
    return at(
        key(job.id()),
        job.state().dueAt().orElseThrow(),
        job.system() ? SYSTEM_PRIORITY : Trigger.DEFAULT_PRIORITY);
  }

  /**
   * Returns a trigger that ignores misfires: a job that waited for a free thread runs late instead
   * of not at all.
   */
  static Trigger at(TriggerKey key, Instant due, int priority) {
    return TriggerBuilder.newTrigger()
        .withIdentity(key)
        .forJob(JobTimetable.key(key.getName()))
        .startAt(Date.from(due))
        .withPriority(priority)
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionIgnoreMisfires())
        .build();
  }
}
