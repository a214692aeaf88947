package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/**
 * Is told of each run of a scheduler by {@link ModelResolutionListener}, in the thread of the run:
 * it must be quick. What it throws is logged, and the run goes on.
 */
public interface RunObserver {
  /**
   * A run begins.
   *
   * @param flow whose default counts; {@code scheduledTasks} where the job's data are unreadable
   */
  void resolved(JobExecutionContext context, Flow flow, Resolution resolution);

  /** The job threw this. */
  void failed(JobExecutionContext context, JobExecutionException exception);
}
