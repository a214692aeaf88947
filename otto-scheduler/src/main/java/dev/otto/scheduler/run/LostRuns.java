package dev.otto.scheduler.run;

import dev.otto.models.prompt.Bill;
import dev.otto.scheduler.database.Leftovers;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the runs of other nodes that no longer check in. Several nodes may try; the one statement
 * that ends a run succeeds on one of them, which then ends its session, so that a node that only
 * slept can prompt nothing in it. A run that had a session may have been prompted and is not
 * retried; one without is, at once.
 */
public final class LostRuns {
  private static final Logger LOG = LoggerFactory.getLogger(LostRuns.class);

  private final RunRepository runs;
  private final Ledger ledger;
  private final RunListener news;
  private final Consumer<Run> endSession;

  /**
   * Creates an instance that ends none yet.
   *
   * @param endSession aborts and deletes the session of a run in the OpenCode of its node
   */
  public LostRuns(RunRepository runs, Ledger ledger, RunListener news, Consumer<Run> endSession) {
    this.runs = runs;
    this.ledger = ledger;
    this.news = news;
    this.endSession = endSession;
  }

  /** Ends the open runs of the nodes that are gone. */
  public void close() {
    runs.open(Leftovers.OF_THE_GONE).forEach(this::close);
  }

  private void close(Run open) {
    Optional<Run> lost =
        ledger
            .closeAsStored(open.id(), LostRuns::end, (job, end) -> job.schedule().next(end))
            .map(Ledger.Closed::run);
    if (lost.isPresent()) {
      Run run = lost.get();
      LOG.atWarn()
          .addKeyValue("event", "run_of_gone_node_lost")
          .addKeyValue("run", run.id())
          .addKeyValue("node", run.receipt().node())
          .log("Run {} of job {} is lost: its node is gone", run.id(), run.jobId());
      ledger.runEnded(run.jobId(), false);
      news.finished(run);
      if (run.receipt().sessionId() != null) {
        endSession.accept(run);
      }
    }
  }

  private static RunEnd end(Run run) {
    Receipt receipt = run.receipt();
    return RunEnd.last(
        new Outcome.Lost("The Otto that ran it is gone, node %s".formatted(receipt.node()), true),
        receipt.billed(receipt.sessionId() == null ? Bill.NOTHING : Bill.UNKNOWN));
  }
}
