package dev.otto.scheduler.run;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the runs that the last process left open: it is unknown whether such a run was prompted, so
 * its prompt is aborted and the run recorded as lost; its fire time was claimed and is not prompted
 * again. Must run before the first trigger fires.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final RunRepository runs;
  private final Ledger ledger;
  private final SessionEnd sessions;
  private final RunListener news;

  public Recovery(RunRepository runs, Ledger ledger, SessionEnd sessions, RunListener news) {
    this.runs = runs;
    this.ledger = ledger;
    this.sessions = sessions;
    this.news = news;
  }

  /** Records the open runs as lost and returns them. */
  public List<Run> recover() {
    List<Run> lost =
        runs.open().stream()
            .flatMap(run -> lose(run, "Otto ended while the run was in flight").stream())
            .toList();
    if (!lost.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("event", "runs_lost")
          .addKeyValue("count", lost.size())
          .log("Runs were in flight when Otto ended; they are recorded as lost");
    }
    return lost;
  }

  /**
   * Records the open runs as lost that no thread carries out any more, because it ended with an
   * exception, and schedules their jobs again.
   */
  void closeAbandoned(RunningRuns running) {
    for (Run run : runs.open()) {
      if (!running.contains(run.id())) {
        lose(run, "The run ended with an exception, which is a defect; see Otto's log")
            .ifPresent(lost -> ledger.schedule(lost.jobId()));
      }
    }
  }

  private Optional<Run> lose(Run open, String message) {
    Receipt receipt = sessions.of(open.receipt());
    var lost = new Outcome.Lost(message);
    Optional<Run> ended =
        ledger
            .close(open, lost, receipt, (job, end) -> job.schedule().next(end))
            .map(Ledger.Closed::run);
    ended.ifPresent(news::finished);
    return ended;
  }
}
