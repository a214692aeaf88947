package dev.otto.scheduler.run;

import static dev.otto.web.Json.millis;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.PromptProgress.ProviderWait;
import dev.otto.scheduler.bill.BillJson;
import dev.otto.scheduler.opencode.PermissionJson;
import dev.otto.wire.AcknowledgementItem;
import dev.otto.wire.LastRuns.LastRun;
import dev.otto.wire.RunItem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts runs to the records of the contract. */
public final class RunJson {
  private RunJson() {}

  /** Returns a run with its receipt. */
  public static RunItem item(Run run) {
    return item(run, Optional.empty());
  }

  /**
   * Returns a run with its receipt.
   *
   * @param wait for a provider, if OpenCode waits for one
   */
  static RunItem item(Run run, Optional<ProviderWait> wait) {
    Outcome outcome = run.outcome();
    Receipt receipt = run.receipt();
    Receipt.Choice choice = receipt.choice();
    Report report = outcome.report();
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
        report == null ? null : report.json(),
        startedAt,
        text(choice.requested()),
        text(choice.resolved()),
        text(receipt.served()),
        choice.source(),
        choice.fallbackReason(),
        millis(choice.catalogUpdatedAt()),
        BillJson.inputTokens(receipt.bill()),
        BillJson.outputTokens(receipt.bill()),
        BillJson.costUsd(receipt.bill()),
        receipt.permissions().stream().map(PermissionJson::item).toList(),
        receipt.sessionId(),
        receipt.node(),
        null,
        BillJson.servedModels(receipt.bill()),
        receipt.bill().complete() && !(outcome instanceof Outcome.Running),
        report != null && report.truncated(),
        wait.map(RunJson::waiting).orElse(null),
        run.attempt().number(),
        run.attempt().max(),
        run.attempt().retryOf(),
        choice.variant(),
        TriesJson.itemsOrNull(receipt.tries()),
        run.surface() == null ? null : run.surface().key());
  }

  private static RunItem.ProviderWait waiting(ProviderWait wait) {
    return new RunItem.ProviderWait(wait.attempt(), millis(wait.nextAt().orElse(null)));
  }

  /** Returns the last run of its job, whose failure may be acknowledged. */
  static LastRun last(Run run, @Nullable AcknowledgementItem acknowledgement) {
    return new LastRun(
        run.jobId(),
        run.id(),
        run.outcome().state(),
        run.timing().startedAt().toEpochMilli(),
        millis(run.timing().finishedAt()),
        run.outcome().errorCode(),
        text(run.receipt().served()),
        acknowledgement);
  }

  private static @Nullable String text(@Nullable ModelRef ref) {
    return ref == null ? null : ref.toString();
  }
}
