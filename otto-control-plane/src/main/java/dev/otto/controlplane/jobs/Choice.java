package dev.otto.controlplane.jobs;

import dev.otto.wire.ModelSource;
import dev.otto.wire.ResolvedModel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The model that a job's next run uses, and why.
 *
 * @param model null if no run could begin
 * @param source the rule that decided; null if none did
 * @param wanted the requested model if it is not in the catalog
 */
public record Choice(
    @Nullable String model, @Nullable ModelSource source, @Nullable String wanted) {
  /** The choice of a job that never prompts. */
  public static final Choice NOT_NEEDED = new Choice(null, ModelSource.NONE_NEEDED, null);

  public static Choice of(ResolvedModel resolved) {
    ModelSource source = ModelSource.of(resolved.source()).orElse(null);
    boolean missing = resolved.fallback() || resolved.model().isEmpty();
    return new Choice(resolved.model().orElse(null), source, missing ? resolved.requested() : null);
  }

  /** Returns the choice of a job with a model of its own, from the catalog alone. */
  public static Choice explicit(String ref, boolean listed, Optional<String> fallback) {
    return listed
        ? new Choice(ref, ModelSource.JOB, null)
        : new Choice(
            fallback.orElse(null),
            fallback.isPresent() ? ModelSource.FALLBACK_GLOBAL_DEFAULT : null,
            ref);
  }

  /** Describes the inherited model in a few words. */
  public String words() {
    return model == null ? "no model now" : "now " + model;
  }

  public boolean promptsNever() {
    return source == ModelSource.NONE_NEEDED;
  }

  /** Reports whether it needs attention. */
  public boolean troubled() {
    return wanted != null || (model == null && !promptsNever());
  }
}
