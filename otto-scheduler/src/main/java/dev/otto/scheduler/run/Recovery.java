package dev.otto.scheduler.run;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the runs that the last process left open: whether one with a session was prompted is
 * unknown, so its prompt is aborted and the run recorded as lost; its fire time was claimed and is
 * not prompted again. One without a session was not prompted, and is retried. Must run before the
 * first trigger fires.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private static final Outcome OTTO_ENDED =
      new Outcome.Lost("Otto ended while the run was in flight", true);
  private static final Outcome DEFECT =
      new Outcome.Lost("The run ended with an exception, which is a defect; see Otto's log");

  private final Supplier<List<Run>> open;
  private final Ledger ledger;
  private final SessionEnd sessions;
  private final RunListener news;

  /**
   * Creates a recovery.
   *
   * @param open reads the open runs of this Otto, and of no other
   */
  public Recovery(Supplier<List<Run>> open, Ledger ledger, SessionEnd sessions, RunListener news) {
    this.open = open;
    this.ledger = ledger;
    this.sessions = sessions;
    this.news = news;
  }

  /** Records the open runs as lost and returns them. */
  public List<Run> recover() {
    List<Run> lost = open.get().stream().flatMap(run -> lose(run, OTTO_ENDED).stream()).toList();
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
  public void closeAbandoned(RunningRuns running) {
    for (Run run : open.get()) {
      if (!running.contains(run.id())) {
        lose(run, DEFECT).ifPresent(lost -> ledger.runEnded(lost.jobId(), false));
      }
    }
  }

  private Optional<Run> lose(Run open, Outcome lost) {
    Receipt receipt = sessions.of(open);
    Optional<Run> ended =
        ledger
            .close(open, RunEnd.last(lost, receipt), (job, end) -> job.schedule().next(end))
            .map(Ledger.Closed::run);
    ended.ifPresent(news::finished);
    return ended;
  }
}
