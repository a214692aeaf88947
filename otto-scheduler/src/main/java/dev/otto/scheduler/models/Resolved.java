package dev.otto.scheduler.models;

import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A resolution as it goes over the wire, with the steps that led to it. */
public record Resolved(
    @Nullable String providerId,
    @Nullable String modelId,
    @Nullable String source,
    @Nullable String requested,
    boolean fallback,
    String reason,
    List<Step> steps,
    long catalogUpdatedAt) {

  /** One rung of the ladder. */
  record Step(String rung, @Nullable String modelRef, String outcome) {
    public static Step of(ModelResolver.Step step) {
      return new Step(
          step.rung().key(),
          step.modelRef().map(ModelRef::toString).orElse(null),
          step.outcome().key());
    }
  }

  public static Resolved of(ModelResolver.Explanation explanation) {
    Resolution resolution = explanation.resolution();
    List<Step> steps = explanation.steps().stream().map(Step::of).toList();
    String requested = resolution.requested().map(ModelRef::toString).orElse(null);
    long at = resolution.catalogUpdatedAt().toEpochMilli();
    return switch (resolution) {
      case Resolution.Resolved it ->
          new Resolved(
              it.model().providerId(),
              it.model().modelId(),
              it.source().key(),
              requested,
              it.fallback(),
              it.reason(),
              steps,
              at);
      case Resolution.Unresolved it ->
          new Resolved(null, null, null, requested, false, it.reason(), steps, at);
    };
  }
}
