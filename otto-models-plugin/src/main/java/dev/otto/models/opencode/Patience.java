package dev.otto.models.opencode;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** How long the next step of a call may wait. */
interface Patience {

  /** At least 1. */
  int millisLeft() throws SocketTimeoutException;

  /** For messages. */
  Duration limit();

  /** All steps together, counted from now. */
  static Patience inTotal(Duration total) {
    long end = System.nanoTime() + total.toNanos();
    return new Patience() {
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

  /** Each step by itself. */
  static Patience perRead(Duration silence) {
    return new Patience() {
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
