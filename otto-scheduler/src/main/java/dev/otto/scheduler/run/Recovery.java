package dev.otto.scheduler.run;

import dev.otto.models.opencode.OpenCodeClient;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what the last process left open: whether an open run was prompted nobody knows, so its
 * prompt is aborted and the run recorded as lost; its fire time was claimed and is not prompted
 * again. To be done before the first trigger fires.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final RunRepository runs;
  private final Ledger ledger;
  private final OpenCodeClient openCode;
  private final RunListener news;

  public Recovery(RunRepository runs, Ledger ledger, OpenCodeClient openCode, RunListener news) {
    this.runs = runs;
    this.ledger = ledger;
    this.openCode = openCode;
    this.news = news;
  }

  /** The runs that were lost. */
  public List<Run> recover() {
    List<Run> lost = runs.open().stream().flatMap(run -> lose(run).stream()).toList();
    if (!lost.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("event", "runs_lost")
          .addKeyValue("count", lost.size())
          .log("Runs were in flight when Otto ended; they are recorded as lost");
    }
    return lost;
  }

  private Optional<Run> lose(Run open) {
    Receipt receipt = ended(open.receipt());
    var lost = new Outcome.Lost("Otto ended while the run was in flight");
    Optional<Run> ended =
        ledger
            .close(open, lost, receipt, (job, end) -> job.schedule().next(end))
            .map(Ledger.Closed::run);
    ended.ifPresent(news::finished);
    return ended;
  }

  /** Ends in OpenCode what the receipt's session still does, and notes what it waited for. */
  private Receipt ended(Receipt receipt) {
    String session = receipt.sessionId();
    if (session == null) {
      return receipt;
    }
    Receipt last = receipt.asked(openCode.abort(session));
    openCode.delete(session);
    return last;
  }
}
