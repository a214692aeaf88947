package dev.otto.wire;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The model that a run would use right now, and why.
 *
 * @param providerId null, as the two after it, where no run could begin
 * @param source {@code job}, {@code flow_default}, {@code fallback_chain}, {@code global_default}
 *     or {@code fallback_global_default}
 * @param requested the reference that was asked for, where one was
 * @param fallback whether the model stands in for the requested one
 * @param reason one sentence for people
 * @param variant the effort that would be asked of it
 * @param droppedVariant the effort that was asked for, and that this model lacks
 */
public record ResolvedModel(
    @Nullable String providerId,
    @Nullable String modelId,
    @Nullable String source,
    @Nullable String requested,
    boolean fallback,
    String reason,
    List<ResolutionStep> steps,
    long catalogUpdatedAt,
    @AbsentIfNull @Nullable String variant,
    @AbsentIfNull @Nullable String droppedVariant) {

  /** One rung of the ladder; the first that is usable decides. */
  public record ResolutionStep(String rung, @Nullable String modelRef, String outcome) {}

  /** The reference of the model; empty where no run could begin. */
  public Optional<String> model() {
    return providerId == null ? Optional.empty() : Optional.of(providerId + "/" + modelId);
  }
}
