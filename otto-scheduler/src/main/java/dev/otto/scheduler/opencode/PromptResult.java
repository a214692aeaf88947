package dev.otto.scheduler.opencode;

import dev.otto.models.ModelRef;

/** What became of a prompt. */
public sealed interface PromptResult {

  /**
   * The model answered.
   *
   * @param served the model that did
   * @param inputTokens with what came from, or went to, the provider's cache
   * @param outputTokens with what was spent on reasoning
   */
  record Answered(String text, ModelRef served, long inputTokens, long outputTokens, double costUsd)
      implements PromptResult {

    Answered using(Usage usage) {
      return new Answered(text, served, usage.inputTokens(), usage.outputTokens(), usage.costUsd());
    }
  }

  /**
   * There is no answer.
   *
   * @param message one sentence for the operator; never OpenCode's or a provider's text
   * @param retryable whether the same may work later, and was not carried out already
   */
  record Failed(FailureCode code, String message, boolean retryable)
      implements PromptResult, SessionResult {}
}
