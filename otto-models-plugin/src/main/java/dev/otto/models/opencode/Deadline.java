package dev.otto.models.opencode;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** The time limit of a call's next step. */
interface Deadline {

  /** Returns the remaining time, at least 1 ms. */
  int millisLeft() throws SocketTimeoutException;

  /** Reports whether the time of a step may become longer while it is awaited. */
  default boolean mayBeExtended() {
    return false;
  }

  /** Returns the limit, for messages. */
  Duration limit();

  /** Returns a limit for all steps together, counted from now. */
  static Deadline inTotal(Duration total) {
    long end = System.nanoTime() + total.toNanos();
    return new Deadline() {
      @Override
      public int millisLeft() throws SocketTimeoutException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new SocketTimeoutException();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
      }

      @Override
      public Duration limit() {
        return total;
      }
    };
  }

  /** Returns a limit for each step by itself. */
  static Deadline perRead(Duration silence) {
    return new Deadline() {
      @Override
      public int millisLeft() {
        return Math.toIntExact(silence.toMillis());
      }

      @Override
      public Duration limit() {
        return silence;
      }
    };
  }
}
