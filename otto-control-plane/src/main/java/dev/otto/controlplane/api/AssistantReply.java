package dev.otto.controlplane.api;

import org.jspecify.annotations.Nullable;

/** What the assistant answered, and which model it was. */
public record AssistantReply(
    String sessionId,
    String text,
    Model model,
    @Nullable String servedModelRef,
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable Double costUsd) {

  /**
   * The model that was chosen, and by which rule.
   *
   * @param requested the one that was wanted, where one was
   * @param fallback whether it stands in for that one
   */
  public record Model(
      String providerId,
      String modelId,
      String source,
      @Nullable String requested,
      boolean fallback,
      String reason) {}
}
