package dev.otto.models.quartz;

import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;

/** Gives a job the model of its run, which was resolved when the run started. */
public final class JobModel {
  /** The job data key of the flow whose default applies; {@code scheduledTasks} if absent. */
  public static final String FLOW = "otto.flow";

  /**
   * The job data key of the job's own model, {@code provider/model}; the job inherits if absent.
   */
  public static final String MODEL_REF = "otto.modelRef";

  private static final String RESOLUTION = "otto.resolution";
  private static final String REQUESTED = "otto.requested";

  private JobModel() {}

  /**
   * Returns the model of this run, or the reason why there is none.
   *
   * @throws IllegalStateException if the scheduler lacks the listener that resolves
   */
  public static Resolution of(JobExecutionContext context) {
    return found(context, RESOLUTION, Resolution.class);
  }

  private static <T> T found(JobExecutionContext context, String key, Class<T> type) {
    if (type.isInstance(context.get(key))) {
      return type.cast(context.get(key));
    }
    throw new IllegalStateException(
        "no model was resolved for this run: configure "
            + OttoModelsPlugin.class.getName()
            + " as a plugin of this scheduler, or add a "
            + ModelResolutionListener.class.getSimpleName());
  }

  /**
   * Returns the model of this run, for a job that can do nothing without one.
   *
   * @throws JobExecutionException with the reason if there is none
   */
  public static ModelRef required(JobExecutionContext context) throws JobExecutionException {
    Resolution resolution = of(context);
    if (resolution instanceof Resolution.Resolved resolved) {
      return resolved.model();
    }
    JobKey job = context.getJobDetail().getKey();
    throw new JobExecutionException(
        Resolution.Unresolved.CODE + " for job " + job + ": " + resolution.reason());
  }

  /**
   * The request that this run's model was resolved for; it tells an application whether the job was
   * changed since.
   *
   * @throws IllegalStateException if the scheduler lacks the listener that resolves
   */
  public static RequestedModel requested(JobExecutionContext context) {
    return found(context, REQUESTED, RequestedModel.class);
  }

  static void set(JobExecutionContext context, RequestedModel requested, Resolution resolution) {
    context.put(REQUESTED, requested);
    context.put(RESOLUTION, resolution);
  }
}
