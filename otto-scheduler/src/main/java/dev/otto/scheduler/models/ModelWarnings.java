package dev.otto.scheduler.models;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import dev.otto.models.log.LogEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs warnings about the model of a run or of a question to the assistant, each at most once. A
 * run's fallback has already been logged by the resolving listener.
 */
public record ModelWarnings(Flow flow, @Nullable String job, @Nullable String run) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWarnings.class);

  public static ModelWarnings ofRun(Flow flow, String job, String run) {
    return new ModelWarnings(flow, job, run);
  }

  public static ModelWarnings ofQuestion(Flow flow) {
    return new ModelWarnings(flow, null, null);
  }

  public void fellBack(Resolution.Resolved resolved) {
    event("model_fallback")
        .with("requested", resolved.wanted())
        .with("fallback", resolved.model())
        .with("catalogUpdatedAt", resolved.catalogUpdatedAt())
        .say("The requested model is not available; " + instead(resolved));
  }

  private static String instead(Resolution.Resolved resolved) {
    return resolved.source() == Resolution.Source.FALLBACK_CHAIN
        ? "the next of its fallbacks is used"
        : "OpenCode's global default is used";
  }

  /** Warns if an effort was asked for that the model does not have. */
  public void droppedVariant(Resolution.Resolved resolved) {
    if (resolved.droppedVariant() != null) {
      event("model_variant_dropped")
          .with("model", resolved.model())
          .with("variant", resolved.droppedVariant())
          .say("The model has no such variant, so it is asked without one");
    }
  }

  /** Returns the warning that an effort does not go with a new model. */
  public static String staleVariant(String variant, ModelRef model) {
    return "variant \"" + variant + "\" was dropped: " + model + " does not have it";
  }

  public void servedAnother(@Nullable ModelRef resolved, @Nullable ModelRef served) {
    event("model_served_differs")
        .with("resolved", resolved)
        .with("served", served)
        .say("Another model answered than the requested one");
  }

  private LogEvent event(String name) {
    LogEvent event = LogEvent.warn(LOG, name).with("flow", flow);
    return job == null ? event : event.with("job", job).with("run", run);
  }
}
