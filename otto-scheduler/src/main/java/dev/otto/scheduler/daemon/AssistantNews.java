package dev.otto.scheduler.daemon;

import dev.otto.models.Flow;
import dev.otto.models.Payer;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.PromptResult;
import dev.otto.scheduler.assistant.AssistantAnswer;
import dev.otto.scheduler.assistant.AssistantListener;
import dev.otto.scheduler.assistant.AssistantMessageRepository;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.status.RunMetrics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes what happens to the assistant's questions on to the store, the metrics and JMX. */
record AssistantNews(
    AssistantMessageRepository messages,
    RunMetrics metrics,
    Consumer<Resolution> resolutions,
    BudgetLedger ledger,
    InstantSource clock)
    implements AssistantListener {
  private static final Logger LOG = LoggerFactory.getLogger(AssistantNews.class);
  private static final Payer PAYER = Payer.of(Flow.INTERACTIVE_ASSISTANT);

  @Override
  public void resolved(Resolution resolution) {
    resolutions.accept(resolution);
    metrics.resolved(resolution);
  }

  @Override
  public void sending(SentPrompt message) {
    ledger.open(message.messageId(), PAYER);
    try {
      messages.insertInFlight(message, clock.instant());
    } catch (DatabaseException e) {
      LOG.warn("A message to the assistant could not be stored before it is sent", e);
    }
  }

  @Override
  public void prompted(SentPrompt message, PromptResult result) {
    metrics.prompted(result.receipt().bill());
    Instant end = clock.instant();
    try {
      messages.insertEnded(message, result, end);
    } catch (DatabaseException e) {
      LOG.error("The bill of an assistant message could not be stored; its answer is given", e);
    }
    // Where an earlier process sent it, this one has not opened it.
    ledger.open(message.messageId(), PAYER);
    ledger.settle(message.messageId(), result.receipt().bill(), end);
  }

  @Override
  public void answered(AssistantAnswer answer) {
    metrics.answered(answer);
  }
}
