package dev.otto.models.opencode;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Generates ids for the messages that Otto sends, in OpenCode's own form: {@code msg_}, 48 bits of
 * time and counter in hex, then a tail. They ascend, because OpenCode orders messages by id.
 */
final class MessageIds {
  private static final int COUNTER_BITS = 12;
  private static final long MASK = (1L << 48) - 1;
  private static final int TAIL_BASE = 36;

  private final InstantSource clock;
  private final String tail;
  private final AtomicLong last = new AtomicLong();

  /**
   * @param seed makes the ids differ from those of another Otto on the same OpenCode
   */
  MessageIds(InstantSource clock, long seed) {
    this.clock = clock;
    this.tail =
        ("00000000000000" + Long.toUnsignedString(seed, TAIL_BASE)).substring(lengthOf(seed));
  }

  private static int lengthOf(long seed) {
    return Long.toUnsignedString(seed, TAIL_BASE).length();
  }

  String next() {
    long now = clock.millis() << COUNTER_BITS;
    long id = last.updateAndGet(before -> Math.max(before + 1, now));
    return "msg_%012x%s".formatted(id & MASK, tail);
  }
}
