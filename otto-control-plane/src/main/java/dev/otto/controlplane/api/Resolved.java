package dev.otto.controlplane.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run would use right now, and why. */
public record Resolved(
    @Nullable String providerId,
    @Nullable String modelId,
    @Nullable String source,
    @Nullable String requested,
    boolean fallback,
    String reason,
    List<Step> steps,
    @Nullable Long catalogUpdatedAt) {

  /** One rung of the ladder; the first that is usable decides. */
  public record Step(String rung, @Nullable String modelRef, String outcome) {}

  /** The model; empty where no run could begin. */
  public Optional<String> model() {
    return providerId == null ? Optional.empty() : Optional.of(providerId + "/" + modelId);
  }
}
