package dev.otto.wire;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One execution of a job with its receipt. Times are epoch milliseconds. */
public record RunItem(
    String id,
    String jobId,
    @Nullable Long scheduledFor,
    long startedAt,
    @Nullable Long finishedAt,
    String status,
    String state,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    @Nullable String resultJson,
    long createdAt,
    @Nullable String requestedModelRef,
    @Nullable String resolvedModelRef,
    @Nullable String servedModelRef,
    @Nullable String modelSource,
    @Nullable String fallbackReason,
    @Nullable Long catalogUpdatedAt,
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable Double costUsd,
    List<Permission> permissions,
    @Nullable String sessionId,
    @Nullable String node,
    @Nullable String promptProvenance) {

  /** An older Otto leaves the permissions out. */
  public RunItem {
    permissions = Objects.requireNonNullElse(permissions, List.of());
  }
}
