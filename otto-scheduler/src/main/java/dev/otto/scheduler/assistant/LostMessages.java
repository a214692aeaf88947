package dev.otto.scheduler.assistant;

import dev.otto.models.FailureCode;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.models.prompt.PromptResult.Failed;
import dev.otto.scheduler.assistant.AssistantListener.SentPrompt;
import dev.otto.scheduler.database.Leftovers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the messages that were in flight when their Otto ended: nobody waits for their answers any
 * more, but they are to be paid for.
 */
public final class LostMessages {
  private static final Logger LOG = LoggerFactory.getLogger(LostMessages.class);

  private static final PromptReceipt NOBODY_KNOWS = new PromptReceipt(Bill.UNKNOWN, List.of());

  private final PromptBackend backend;
  private final OtherBackends others;
  private final AssistantMessageRepository messages;
  private final AssistantListener news;

  /**
   * Creates an instance that ends none yet.
   *
   * @param backend of this Otto
   */
  public LostMessages(
      PromptBackend backend,
      OtherBackends others,
      AssistantMessageRepository messages,
      AssistantListener news) {
    this.backend = backend;
    this.others = others;
    this.messages = messages;
    this.news = news;
  }

  /** The backends of the other Ottos that share the database. */
  @FunctionalInterface
  public interface OtherBackends {
    /** Asks the backend of a node; empty where it is not known. */
    Optional<PromptReceipt> ask(String node, Function<PromptBackend, PromptReceipt> question);
  }

  /**
   * Aborts those that the last process of this Otto left, and records each as aborted with the bill
   * that OpenCode knows. Must run before the first new message.
   */
  public void end() {
    for (AssistantMessageRepository.Lost lost : messages.take(Leftovers.OWN)) {
      record(lost.message(), end(lost.message(), backend));
    }
  }

  /** Does so with those of Ottos that are gone, each of which is taken by one of the others. */
  public void endOfTheGone() {
    for (AssistantMessageRepository.Lost lost : messages.take(Leftovers.OF_THE_GONE)) {
      Optional<PromptReceipt> receipt =
          lost.node().flatMap(node -> others.ask(node, its -> end(lost.message(), its)));
      record(lost.message(), receipt.orElse(NOBODY_KNOWS));
    }
  }

  private PromptReceipt end(SentPrompt lost, PromptBackend its) {
    var asked = its.abort(lost.sessionId());
    var receipt = new PromptReceipt(its.bill(lost.sessionId(), lost.messageId()), asked);
    if (!messages.hasAnswer(lost.sessionId())) {
      // Nobody was told its id, since it has no other message.
      its.delete(lost.sessionId());
    }
    return receipt;
  }

  private void record(SentPrompt lost, PromptReceipt receipt) {
    LOG.warn("A message to the assistant was in flight when Otto ended; it is recorded as aborted");
    String why = "Otto ended while the message was in flight";
    news.prompted(lost, new Failed(FailureCode.ABORTED, why, false, receipt));
  }
}
