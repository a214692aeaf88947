package dev.otto.models.opencode;

import dev.otto.models.ModelRef;

/** What became of a prompt. */
public sealed interface PromptResult {

  /** What it took and asked for on its way, however it ended. */
  PromptReceipt receipt();

  /**
   * The model answered.
   *
   * @param text not blank
   * @param served the model that did
   */
  record Answered(String text, ModelRef served, PromptReceipt receipt) implements PromptResult {
    Answered using(Usage usage) {
      return new Answered(text, served, receipt.with(usage));
    }
  }

  /**
   * There is no answer.
   *
   * @param message one sentence for the operator; never OpenCode's or a provider's text
   * @param retryable whether the same may work later, and was not carried out already
   */
  record Failed(FailureCode code, String message, boolean retryable, PromptReceipt receipt)
      implements PromptResult, SessionResult {

    /** Of which nothing more is known. */
    public Failed(FailureCode code, String message, boolean retryable) {
      this(code, message, retryable, PromptReceipt.NOTHING);
    }
  }
}
