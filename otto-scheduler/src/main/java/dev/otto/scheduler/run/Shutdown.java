package dev.otto.scheduler.run;

import java.time.Duration;
import java.util.Optional;

/**
 * Ends the runs in flight when Otto stops. To be called when Quartz fires no more, and before the
 * database is closed.
 */
public final class Shutdown {
  private final RunningRuns running;
  private final RunRepository runs;
  private final Ledger ledger;
  private final SessionEnd sessions;
  private final RunListener news;

  public Shutdown(
      RunningRuns running,
      RunRepository runs,
      Ledger ledger,
      SessionEnd sessions,
      RunListener news) {
    this.running = running;
    this.runs = runs;
    this.ledger = ledger;
    this.sessions = sessions;
    this.news = news;
  }

  /**
   * Waits for the runs; those that exceed the grace period are aborted in OpenCode and recorded as
   * lost.
   */
  public void stop(Duration grace) throws InterruptedException {
    running.stop(grace).forEach(id -> runs.find(id).flatMap(this::lose).ifPresent(news::finished));
  }

  private Optional<Run> lose(Run open) {
    return ledger
        .close(
            open,
            RunEnd.last(RunningRuns.STOPPED, sessions.of(open)),
            (job, end) -> job.schedule().next(end))
        .map(Ledger.Closed::run);
  }
}
