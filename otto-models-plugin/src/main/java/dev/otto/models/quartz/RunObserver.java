package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/**
 * Notified of each run of a scheduler by {@link ModelResolutionListener}, on the run's thread, so
 * it must be quick. What it throws is logged, and the run continues.
 */
public interface RunObserver {
  /**
   * Called when a run begins.
   *
   * @param flow whose default counts; {@code scheduledTasks} where the job's data are unreadable
   */
  void resolved(JobExecutionContext context, Flow flow, Resolution resolution);

  /** Called when the job threw an exception. */
  void failed(JobExecutionContext context, JobExecutionException exception);
}
