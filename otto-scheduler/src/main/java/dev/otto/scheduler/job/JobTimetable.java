package dev.otto.scheduler.job;

import dev.otto.scheduler.database.LabelDelegate;
import org.quartz.JobKey;

/**
 * The triggers of the jobs in Quartz: each job that waits has one trigger that fires once, at its
 * next run or at a retry before that. The rows are the truth, and the triggers follow them.
 */
public interface JobTimetable {
  /**
   * The group of the jobs, and of their triggers where those may fire on any node; they have the
   * jobs' ids as names.
   */
  String GROUP = LabelDelegate.ANYWHERE;

  /** Returns the key by which Quartz knows a job. */
  static JobKey key(String jobId) {
    return new JobKey(jobId, GROUP);
  }

  /**
   * Sets the trigger as the job's row says. The last call always leaves what the row wants, whoever
   * changed what in which order.
   */
  void schedule(String jobId);

  /** Does the same for a job that other nodes may run from now on, and none of those before. */
  void move(String jobId);

  /** Forgets a job whose row says that it is over, once its run has ended. */
  void over(String jobId);

  /**
   * Gives the jobs the triggers that their rows want, those that are due soonest at least, before
   * any fires. Overdue jobs fire as soon as the scheduler runs.
   */
  void prepare();
}
