package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Unresolved;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the model of each run when it starts and leaves it in the execution context for {@link
 * JobModel}. It holds no state of a run and never throws: Quartz skips a job whose listener does,
 * and leaves one that may not run twice at once blocked. What cannot be resolved is a value too.
 */
public final class ModelResolutionListener implements JobListener {
  private static final Logger LOG = LoggerFactory.getLogger(ModelResolutionListener.class);

  private final ModelResolver resolver;

  public ModelResolutionListener(ModelResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public String getName() {
    return "otto-models";
  }

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {
    try {
      JobModel.set(context, resolve(context));
    } catch (RuntimeException e) {
      LOG.error("event=model_resolution_failed job={}", context.getJobDetail().getKey(), e);
      String why = "the model could not be resolved because of a defect; see the log";
      JobModel.set(context, Unresolved.unreadable(why, Instant.EPOCH));
    }
  }

  private Resolution resolve(JobExecutionContext context) {
    JobDataMap data = context.getMergedJobDataMap();
    String flowKey = text(data, JobModel.FLOW);
    Optional<Flow> flow = flowKey == null ? Optional.of(Flow.SCHEDULED_TASKS) : Flow.parse(flowKey);
    if (flow.isEmpty()) {
      String flows = String.join(", ", Flow.keys());
      return unreadable(JobModel.FLOW, flowKey, "there is no such flow; the flows are " + flows);
    }
    String refText = text(data, JobModel.MODEL_REF);
    Optional<ModelRef> ref = refText == null ? Optional.empty() : ModelRef.parse(refText);
    if (refText != null && ref.isEmpty()) {
      return unreadable(
          JobModel.MODEL_REF, refText, "write provider/model, or leave it out to inherit");
    }
    Resolution resolution = resolver.resolve(flow.get(), ref);
    warnOfFallback(context, flow.get(), resolution);
    return resolution;
  }

  /** Whatever type somebody stored, as text; null where nothing stands there. */
  private static @Nullable String text(JobDataMap data, String key) {
    Object value = data.get(key);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? null : text;
  }

  private Resolution unreadable(String key, @Nullable String value, String remedy) {
    Instant updatedAt = resolver.resolve(Flow.SCHEDULED_TASKS, Optional.empty()).catalogUpdatedAt();
    return Unresolved.unreadable(
        "the job's " + key + " is \"" + value + "\": " + remedy, updatedAt);
  }

  private static void warnOfFallback(
      JobExecutionContext context, Flow flow, Resolution resolution) {
    if (resolution instanceof Resolved resolved && resolved.fallback()) {
      LOG.warn(
          "event=model_fallback flow={} job={} requested={} fallback={} catalogUpdatedAt={}",
          flow,
          context.getJobDetail().getKey(),
          resolved.wanted(),
          resolved.model(),
          resolved.catalogUpdatedAt());
    }
  }

  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {}

  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {}
}
