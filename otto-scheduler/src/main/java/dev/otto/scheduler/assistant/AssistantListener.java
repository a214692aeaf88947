package dev.otto.scheduler.assistant;

import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.PromptResult;

/** Receives what happens to the questions to the assistant, on the thread of the question. */
public interface AssistantListener {

  /** Called with what a question resolves to, and again if it falls back only later. */
  void resolved(Resolution resolution);

  /** Called when a prompt that was sent for a question has ended, with its bill. */
  void prompted(SentPrompt message);

  /** Called with the answer to each question. */
  void answered(AssistantAnswer answer);

  /** One prompt that was sent. */
  record SentPrompt(String sessionId, ModelRef resolved, PromptResult result) {}
}
