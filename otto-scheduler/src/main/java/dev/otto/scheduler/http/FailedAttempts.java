package dev.otto.scheduler.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens and passwords by where they come from, minute by minute, so that guessing is
 * slow and does not fill the audit. Only consulted after one proved wrong: a right one always gets
 * in.
 */
public final class FailedAttempts {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int ALLOWED = 20;
  private static final int ADDRESSES_KEPT = 10_000;

  private final InstantSource clock;
  private final Map<String, Window> windows =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > ADDRESSES_KEPT;
        }
      };

  private record Window(Instant start, int failures) {}

  /** What to answer to a failure. */
  public sealed interface Verdict {
    /** Say that the token is wrong. */
    record Refuse() implements Verdict {}

    /** Say nothing about the token and ask for patience. */
    record Wait(long seconds) implements Verdict {}
  }

  public FailedAttempts(InstantSource clock) {
    this.clock = clock;
  }

  /** Records a failure from this address. */
  public synchronized Verdict failed(String address) {
    Instant now = clock.instant();
    Window window = windows.get(address);
    if (window == null || !now.isBefore(window.start.plus(WINDOW))) {
      window = new Window(now, 0);
    }
    window = new Window(window.start, window.failures + 1);
    windows.put(address, window);
    if (window.failures < ALLOWED) {
      return new Verdict.Refuse();
    }
    Duration left = Duration.between(now, window.start.plus(WINDOW));
    return new Verdict.Wait(Math.max(1, left.toSeconds()));
  }
}
