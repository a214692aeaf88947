package dev.otto.scheduler.run;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptResult;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model that was asked in a run whose choice goes on to the next where a provider fails.
 *
 * @param errorCode null for the one that answered
 * @param bill what was spent on it
 */
public record TriedModel(
    ModelRef model,
    @Nullable String variant,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    Instant startedAt,
    Instant finishedAt,
    Bill bill) {

  /** Returns the try of this model with its result. */
  static TriedModel of(
      Receipt.Choice asked, PromptResult result, Instant startedAt, Instant finishedAt) {
    PromptResult.Failed failed = result instanceof PromptResult.Failed it ? it : null;
    return new TriedModel(
        Objects.requireNonNull(asked.resolved()),
        asked.variant(),
        failed == null ? null : failed.code().key(),
        failed == null ? null : failed.message(),
        startedAt,
        finishedAt,
        result.receipt().bill());
  }
}
