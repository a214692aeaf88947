package dev.otto.models.prompt;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a prompt. Steps, tokens and cost are those of the prompt and of its subagents, as
 * far as they are known while it is in flight; null is no limit.
 *
 * @param timeout from sending it to the last byte of the answer
 * @param maxAnswerBytes the size of the answer in UTF-8 beyond which it is cut
 * @param steps the number of calls of a model
 * @param tokens sent and received, without those read from a provider's cache
 * @param costUsd in US dollars
 * @param firstToken from sending it to the first text, thought or tool call of the model
 * @param stall between two events in its session or those of its subagents
 * @param allowance the limit that it shares with other prompts
 */
public record PromptLimits(
    Duration timeout,
    int maxAnswerBytes,
    @Nullable Long steps,
    @Nullable Long tokens,
    @Nullable Double costUsd,
    @Nullable Duration firstToken,
    @Nullable Duration stall,
    Allowance allowance) {
  /** The size of an answer that is enough for nearly every use: 4 MiB. */
  public static final int ANSWER_BYTES = 4 << 20;

  /** Creates limits of one prompt alone. */
  public PromptLimits(
      Duration timeout,
      int maxAnswerBytes,
      @Nullable Long steps,
      @Nullable Long tokens,
      @Nullable Double costUsd,
      @Nullable Duration firstToken,
      @Nullable Duration stall) {
    this(timeout, maxAnswerBytes, steps, tokens, costUsd, firstToken, stall, Allowance.UNLIMITED);
  }

  /** Returns the same limits and one more, that is shared with other prompts. */
  public PromptLimits within(Allowance shared) {
    return new PromptLimits(
        timeout, maxAnswerBytes, steps, tokens, costUsd, firstToken, stall, shared);
  }

  /** Returns limits with this timeout and the default size, and no others. */
  public static PromptLimits of(Duration timeout) {
    return new PromptLimits(timeout, ANSWER_BYTES, null, null, null, null, null);
  }

  /** Returns what exceeds its limit, in words; empty if nothing does. */
  public Optional<String> exceededBy(Bill bill) {
    Optional<String> shared = allowance.exceededBy(bill);
    return ownExceededBy(bill).or(() -> shared);
  }

  private Optional<String> ownExceededBy(Bill bill) {
    if (steps != null && bill.steps() > steps) {
      return Optional.of("more than %d steps".formatted(steps));
    }
    long spent = bill.tokens().withoutCacheReads();
    if (tokens != null && spent > tokens) {
      return Optional.of("%d tokens, more than %d".formatted(spent, tokens));
    }
    double cost = bill.costUsd().orElse(0.0);
    return costUsd != null && cost > costUsd
        ? Optional.of(String.format(Locale.ROOT, "$%.4f, more than $%s", cost, costUsd))
        : Optional.empty();
  }
}
