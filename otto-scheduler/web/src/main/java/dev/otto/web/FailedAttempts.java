package dev.otto.web;

import java.time.Duration;
import java.util.Optional;

/**
 * Counts wrong tokens by address, minute by minute, to slow down guessing. Only consulted after a
 * token proved wrong: a right one is always accepted.
 */
@FunctionalInterface
public interface FailedAttempts {
  /** The time for which failures are added up, from the first one on. */
  Duration WINDOW = Duration.ofMinutes(1);

  /** The failure in that time from which on an address waits. */
  int ALLOWED = 20;

  /**
   * Records a failure from this address; returns how long to make it wait, if it was one too many.
   */
  Optional<Duration> failed(String address);

  /** Returns how long to wait after so many failures, of which the first was so long ago. */
  static Optional<Duration> wait(long failures, Duration sinceFirst) {
    return failures < ALLOWED
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(Math.max(1, WINDOW.minus(sinceFirst).toSeconds())));
  }
}
