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
   */
  record Failed(FailureCode code, String message, boolean retryable, PromptReceipt receipt)
      implements PromptResult, SessionResult {

    /** Creates a failure of which nothing more is known. */
    public Failed(FailureCode code, String message, boolean retryable) {
      this(code, message, retryable, PromptReceipt.NOTHING);
    }
  }
}
