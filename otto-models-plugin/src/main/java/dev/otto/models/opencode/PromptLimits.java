package dev.otto.models.opencode;

import java.time.Duration;

/**
 * The limits of a prompt.
 *
 * @param timeout from sending it to the last byte of the answer
 * @param maxAnswerBytes the size of the answer in UTF-8 beyond which it is cut
 */
public record PromptLimits(Duration timeout, int maxAnswerBytes) {
  /** The size of an answer that is enough for nearly every use: 4 MiB. */
  public static final int ANSWER_BYTES = 4 << 20;

  /** Returns limits with this timeout and the defaults. */
  public static PromptLimits of(Duration timeout) {
    return new PromptLimits(timeout, ANSWER_BYTES);
  }
}
