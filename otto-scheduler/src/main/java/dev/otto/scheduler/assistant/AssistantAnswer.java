package dev.otto.scheduler.assistant;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.PromptReceipt;

/** The result of a question to the assistant. */
public sealed interface AssistantAnswer {

  /**
   * The model answered.
   *
   * @param sessionId continues the talk where it is given with the next question
   * @param truncated whether the text is only the beginning of what the model said
   * @param resolution which model was chosen, and why
   * @param served the model that answered
   * @param receipt what it took, and what was asked meanwhile
   */
  record Answer(
      String sessionId,
      String text,
      boolean truncated,
      Resolution.Resolved resolution,
      ModelRef served,
      PromptReceipt receipt)
      implements AssistantAnswer {}

  /** There is no model to ask, so nothing was sent. */
  record NoModel(Resolution.Unresolved resolution) implements AssistantAnswer {}

  /**
   * The question could not be answered.
   *
   * @param message one sentence for the operator, in our own words
   */
  record NoAnswer(FailureCode code, String message) implements AssistantAnswer {}
}
