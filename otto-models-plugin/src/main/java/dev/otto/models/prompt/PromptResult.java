package dev.otto.models.prompt;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;

/** The result of a prompt. */
public sealed interface PromptResult {

  /** Returns the bill and the requested permissions, however the prompt ended. */
  PromptReceipt receipt();

  /**
   * The model answered.
   *
   * @param text not blank
   * @param truncated whether the text is only the beginning of what the model said
   * @param served the model that did
   */
  record Answered(String text, boolean truncated, ModelRef served, PromptReceipt receipt)
      implements PromptResult {}

  /**
   * There is no answer.
   *
   * @param message one sentence for the operator; never OpenCode's or a provider's text
   * @param retryable whether the same may work later, and was not carried out already
   * @param replaceable whether another model may be asked the same: the provider failed, and no
   *     tool may have changed anything
   */
  record Failed(
      FailureCode code,
      String message,
      boolean retryable,
      PromptReceipt receipt,
      boolean replaceable)
      implements PromptResult, SessionResult {

    /** Creates a failure after which no other model may be asked. */
    public Failed(FailureCode code, String message, boolean retryable, PromptReceipt receipt) {
      this(code, message, retryable, receipt, false);
    }

    /** Returns the same failure of a provider, after which another one may be asked. */
    public Failed ofProvider() {
      return new Failed(code, message, retryable, receipt, true);
    }

    /** Returns the same failure with this receipt. */
    public Failed with(PromptReceipt other) {
      return new Failed(code, message, retryable, other, replaceable);
    }

    /** Creates a failure of which nothing more is known. */
    public Failed(FailureCode code, String message, boolean retryable) {
      this(code, message, retryable, PromptReceipt.NOTHING);
    }
  }
}
