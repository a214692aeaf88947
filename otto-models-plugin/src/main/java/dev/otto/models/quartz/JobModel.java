package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quartz.JobDataMap;
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

  /**
   * The job data key of the effort that is asked of {@link #MODEL_REF}, one of the model's
   * variants.
   */
  public static final String VARIANT = "otto.variant";

  /**
   * The job data key of the models that may take the place of {@link #MODEL_REF}, up to five in
   * their order, separated by commas.
   */
  public static final String FALLBACKS = "otto.fallbacks";

  /** The job data key of the policy: {@code prefer} or {@code strict}. */
  public static final String POLICY = "otto.policy";

  /**
   * The job data key of the only providers whose models the job may use, separated by commas; all
   * if absent.
   */
  public static final String ONLY_PROVIDERS = "otto.onlyProviders";

  private static final String RESOLVED = "otto.resolution";

  /** The request of a run and its answer, in one entry of the context: each run writes it. */
  private record Resolved(RequestedModel requested, Resolution resolution) implements Serializable {

    /** Leaves a text in its place, so that an application can still serialize the context. */
    private Object writeReplace() {
      return resolution.reason();
    }
  }

  private JobModel() {}

  /**
   * Returns the model of this run, or the reason why there is none.
   *
   * @throws IllegalStateException if the scheduler lacks the listener that resolves
   */
  public static Resolution of(JobExecutionContext context) {
    return resolved(context).resolution();
  }

  /**
   * Returns all that the job of this run asks for itself; what it leaves open, the default of its
   * flow decides.
   *
   * @throws IllegalStateException if the scheduler lacks the listener that resolves
   */
  public static ModelChoice choice(JobExecutionContext context) {
    return requested(context) instanceof RequestedModel.Stated stated
        ? stated.choice()
        : ModelChoice.INHERIT;
  }

  /** Writes a choice into job data; what it leaves open is removed. */
  public static void put(JobDataMap data, ModelChoice choice) {
    put(data, MODEL_REF, choice.modelRef().map(ModelRef::toString).orElse(""));
    put(data, VARIANT, choice.variant().orElse(""));
    put(data, FALLBACKS, joined(choice.fallbacks()));
    put(data, POLICY, choice.policy() == Policy.PREFER ? "" : choice.policy().key());
    put(data, ONLY_PROVIDERS, joined(choice.onlyProviders()));
  }

  private static void put(JobDataMap data, String key, String value) {
    if (value.isEmpty()) {
      data.remove(key);
    } else {
      data.put(key, value);
    }
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private static Resolved resolved(JobExecutionContext context) {
    if (context.get(RESOLVED) instanceof Resolved resolved) {
      return resolved;
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
        ((Resolution.Unresolved) resolution).code()
            + " for job "
            + job
            + ": "
            + resolution.reason());
  }

  /**
   * The request that this run's model was resolved for; it tells an application whether the job was
   * changed since.
   *
   * @throws IllegalStateException if the scheduler lacks the listener that resolves
   */
  public static RequestedModel requested(JobExecutionContext context) {
    return resolved(context).requested();
  }

  /** Gives a run its model in a unit test of a job, where nothing resolves one. */
  public static void set(JobExecutionContext context, ModelRef model) {
    var requested = new RequestedModel.Stated(Flow.SCHEDULED_TASKS, Optional.of(model));
    var source = Resolution.Source.JOB;
    set(context, requested, new Resolution.Resolved(model, source, model, Instant.EPOCH));
  }

  static void set(JobExecutionContext context, RequestedModel requested, Resolution resolution) {
    context.put(RESOLVED, new Resolved(requested, resolution));
  }
}
