package dev.otto.wire;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The assistant's answer, and the model that gave it.
 *
 * @param sessionId continues the conversation
 */
public record AssistantReply(
    String sessionId,
    String text,
    ChosenModel model,
    @Nullable String servedModelRef,
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable Double costUsd,
    List<Permission> permissions) {

  /** An older Otto leaves the permissions out. */
  public AssistantReply {
    permissions = Objects.requireNonNullElse(permissions, List.of());
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
