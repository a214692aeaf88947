package dev.otto.wire;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a job with its receipt. Times are epoch milliseconds.
 *
 * @param inputTokens of all steps and subagents, cached ones included
 * @param outputTokens of all steps and subagents, reasoning included
 * @param costUsd of all models that have a price; null where none has one
 * @param servedModels the bill by model
 * @param usageComplete whether the bill is whole; otherwise it is the least that was spent
 * @param resultTruncated whether the model said more than {@code resultJson} holds
 * @param waiting of a run in flight, while OpenCode waits for the provider
 * @param attempt 1, or more where it retries another run
 * @param maxAttempts the number of attempts in all; null while a first one is in flight
 * @param retryOf the id of the run that it retries
 * @param variant the effort that was asked of the model
 * @param tries the models that were asked one after the other, since the provider of each failed;
 *     absent where one was asked alone
 * @param surface through which it was asked for, {@code scheduler} where its schedule is the
 *     reason; absent where an older Otto did not record it
 */
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
    @Nullable String promptProvenance,
    List<ServedModel> servedModels,
    boolean usageComplete,
    boolean resultTruncated,
    @Nullable ProviderWait waiting,
    int attempt,
    @Nullable Integer maxAttempts,
    @Nullable String retryOf,
    @AbsentIfNull @Nullable String variant,
    @AbsentIfNull @Nullable List<Try> tries,
    @AbsentIfNull @Nullable String surface) {

  /**
   * OpenCode's wait for a provider that refused or failed.
   *
   * @param attempt the number of the attempt that comes next
   * @param nextAt when it does
   */
  public record ProviderWait(int attempt, @Nullable Long nextAt) {}

  /**
   * A model that was asked, and what came of it.
   *
   * @param errorCode null for the one that answered
   */
  public record Try(
      String modelRef,
      @AbsentIfNull @Nullable String variant,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      long startedAt,
      long finishedAt,
      List<ServedModel> servedModels,
      boolean usageComplete) {}

  /** An older Otto leaves the permissions and the bill by model out. */
  public RunItem {
    permissions = Objects.requireNonNullElse(permissions, List.of());
    servedModels = Objects.requireNonNullElse(servedModels, List.of());
  }
}
