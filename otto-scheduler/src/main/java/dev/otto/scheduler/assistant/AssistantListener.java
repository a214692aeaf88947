package dev.otto.scheduler.assistant;

import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.PromptResult;

/** Receives what happens to the questions to the assistant, on the thread of the question. */
public interface AssistantListener {

  /** Called with what a question resolves to, and again if it falls back only later. */
  void resolved(Resolution resolution);

  /** Called before a prompt is sent for a question. */
  void sending(SentPrompt message);

  /** Called when it has ended, with its bill. */
  void prompted(SentPrompt message, PromptResult result);

  /** Called with the answer to each question. */
  void answered(AssistantAnswer answer);

  /**
   * One prompt.
   *
   * @param messageId of its message in OpenCode
   * @param probe whether it is no question of a person, but only shows whether the model answers
   */
  record SentPrompt(String sessionId, String messageId, ModelRef resolved, boolean probe) {}
}
