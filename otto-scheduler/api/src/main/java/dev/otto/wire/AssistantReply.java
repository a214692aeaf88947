package dev.otto.wire;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The assistant's answer, and the model that gave it.
 *
 * @param sessionId continues the conversation
 * @param costUsd of all models that have a price; null where none has one
 * @param servedModels the bill by model
 * @param usageComplete whether the bill is whole; otherwise it is the least that was spent
 * @param textTruncated whether the model said more than {@code text} holds
 */
public record AssistantReply(
    String sessionId,
    String text,
    ChosenModel model,
    @Nullable String servedModelRef,
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable Double costUsd,
    List<Permission> permissions,
    List<ServedModel> servedModels,
    boolean usageComplete,
    boolean textTruncated) {

  /** An older Otto leaves the permissions and the bill by model out. */
  public AssistantReply {
    permissions = Objects.requireNonNullElse(permissions, List.of());
    servedModels = Objects.requireNonNullElse(servedModels, List.of());
  }

  /**
   * The model that was chosen, and by which rule.
   *
   * @param requested the reference that was asked for, where one was
   * @param fallback whether the model stands in for the requested one
   */
  public record ChosenModel(
      String providerId,
      String modelId,
      String source,
      @Nullable String requested,
      boolean fallback,
      String reason) {}
}
