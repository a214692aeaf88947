package dev.otto.scheduler.assistant;

import dev.otto.models.FailureCode;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.models.prompt.PromptResult.Failed;
import dev.otto.scheduler.assistant.AssistantListener.SentPrompt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the messages that were in flight when the last process ended: nobody waits for their answers
 * any more, but they are to be paid for. Must run before the first new message.
 */
public final class LostMessages {
  private static final Logger LOG = LoggerFactory.getLogger(LostMessages.class);

  private final PromptBackend backend;
  private final AssistantMessageRepository messages;
  private final AssistantListener news;

  public LostMessages(
      PromptBackend backend, AssistantMessageRepository messages, AssistantListener news) {
    this.backend = backend;
    this.messages = messages;
    this.news = news;
  }

  /** Aborts each, and records it as aborted with the bill that OpenCode knows. */
  public void end() {
    messages.inFlight().forEach(this::end);
  }

  private void end(SentPrompt lost) {
    LOG.warn("A message to the assistant was in flight when Otto ended; it is recorded as aborted");
    var asked = backend.abort(lost.sessionId());
    var receipt = new PromptReceipt(backend.bill(lost.sessionId(), lost.messageId()), asked);
    String why = "Otto ended while the message was in flight";
    news.prompted(lost, new Failed(FailureCode.ABORTED, why, false, receipt));
    forgetIfUnknown(lost.sessionId());
  }

  /** Deletes a session of which nobody was told the id, since it has no other message. */
  private void forgetIfUnknown(String sessionId) {
    if (!messages.hasAnswer(sessionId)) {
      backend.delete(sessionId);
    }
  }
}
