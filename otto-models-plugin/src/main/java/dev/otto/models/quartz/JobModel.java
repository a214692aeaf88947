package dev.otto.models.quartz;

import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;

/** For jobs: which model this run is to use. Decided when the run starts. */
public final class JobModel {
  /** Job data key: the flow whose default counts; {@code scheduledTasks} where it is absent. */
  public static final String FLOW = "otto.flow";

  /** Job data key: the model the job wants itself, {@code provider/model}; absent: inherit. */
  public static final String MODEL_REF = "otto.modelRef";

  private static final String RESOLUTION = "otto.resolution";
  private static final String REQUESTED = "otto.requested";

  private JobModel() {}

  /**
   * The model of this run, or why there is none.
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
   * The same for a job that can do nothing without a model.
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
