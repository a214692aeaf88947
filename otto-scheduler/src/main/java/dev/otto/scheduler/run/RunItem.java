package dev.otto.scheduler.run;

import static dev.otto.scheduler.http.Json.millis;

import dev.otto.models.ModelRef;
import org.jspecify.annotations.Nullable;

/** A run with its receipt. */
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
    @Nullable String sessionId,
    @Nullable String node) {

  public static RunItem of(Run run) {
    Outcome outcome = run.outcome();
    Receipt receipt = run.receipt();
    Receipt.Choice choice = receipt.choice();
    long startedAt = run.timing().startedAt().toEpochMilli();
    return new RunItem(
        run.id(),
        run.jobId(),
        millis(run.timing().scheduledFor()),
        startedAt,
        millis(run.timing().finishedAt()),
        outcome.status(),
        outcome.state(),
        outcome.errorCode(),
        outcome.errorMessage(),
        outcome.resultJson(),
        startedAt,
        text(choice.requested()),
        text(choice.resolved()),
        text(receipt.served()),
        choice.source(),
        choice.fallbackReason(),
        millis(choice.catalogUpdatedAt()),
        receipt.usage().inputTokens(),
        receipt.usage().outputTokens(),
        receipt.usage().costUsd(),
        receipt.sessionId(),
        receipt.node());
  }

  private static @Nullable String text(@Nullable ModelRef ref) {
    return ref == null ? null : ref.toString();
  }
}
