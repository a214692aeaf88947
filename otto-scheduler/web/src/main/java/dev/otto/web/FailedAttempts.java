package dev.otto.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts wrong tokens by address, minute by minute, to slow down guessing. Only consulted after a
 * token proved wrong: a right one is always accepted.
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

  public FailedAttempts(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Records a failure from this address; returns how long to make it wait, if it was one too many.
   */
  public synchronized Optional<Duration> failed(String address) {
    Instant now = clock.instant();
    Window window = windows.get(address);
    // A clock that was set back begins another minute, too: nobody waits for hours.
    if (window == null || now.isBefore(window.start) || !now.isBefore(window.start.plus(WINDOW))) {
      window = new Window(now, 0);
    }
    window = new Window(window.start, window.failures + 1);
    windows.put(address, window);
    if (window.failures < ALLOWED) {
      return Optional.empty();
    }
    long seconds = Duration.between(now, window.start.plus(WINDOW)).toSeconds();
    return Optional.of(Duration.ofSeconds(Math.max(1, seconds)));
  }
}
