package dev.otto.controlplane.jobs;

import dev.otto.wire.ResolvedModel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The model that a job's next run uses, and why.
 *
 * @param model null where no run could begin
 * @param source which rule decided; null where none did
 * @param wanted what was asked for and is not in the catalog
 */
public record Choice(
    @Nullable String model, @Nullable ModelSource source, @Nullable String wanted) {
  /** Of a job that never prompts. */
  static final Choice NOT_NEEDED = new Choice(null, ModelSource.NONE_NEEDED, null);

  static Choice of(ResolvedModel resolved) {
    ModelSource source = ModelSource.of(resolved.source()).orElse(null);
    boolean missing = resolved.fallback() || resolved.model().isEmpty();
    return new Choice(resolved.model().orElse(null), source, missing ? resolved.requested() : null);
  }

  /** What a job with a model of its own uses, from the catalog's side. */
  static Choice explicit(String ref, boolean listed, Optional<String> fallback) {
    return listed
        ? new Choice(ref, ModelSource.JOB, null)
        : new Choice(
            fallback.orElse(null),
            fallback.isPresent() ? ModelSource.FALLBACK_GLOBAL_DEFAULT : null,
            ref);
  }

  /** What inheriting comes to, in a line. */
  public String words() {
    return model == null ? "no model now" : "now " + model;
  }

  public boolean promptsNever() {
    return source == ModelSource.NONE_NEEDED;
  }

  /** Whether something has to be done about it. */
  public boolean troubled() {
    return wanted != null || (model == null && !promptsNever());
  }
}
