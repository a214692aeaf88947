package dev.otto.scheduler.cli;

import dev.otto.scheduler.database.Transfer;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Prints now and then how far a move is, so that nobody takes a long one for a hanging one. */
final class MoveProgress implements Transfer.Progress {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final PrintStream out;
  private final InstantSource clock;
  private Instant printed;

  MoveProgress(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.printed = clock.instant();
  }

  @Override
  public void copied(String table, long rows, long all) {
    Instant now = clock.instant();
    if (Duration.between(printed, now).compareTo(PAUSE) >= 0) {
      printed = now;
      out.printf("%s: %d of %d rows%n", table, rows, all);
    }
  }
}
