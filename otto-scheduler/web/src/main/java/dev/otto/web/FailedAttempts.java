package dev.otto.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts wrong tokens by address, minute by minute, to slow down guessing. Only consulted after a
 * token proved wrong: a right one is always accepted.
 */
public final class FailedAttempts {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int ALLOWED = 20;
  private static final int ADDRESSES_KEPT = 10_000;

  private final LongSupplier nanoTime;
  private final Map<String, Window> windows =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > ADDRESSES_KEPT;
        }
      };

  private record Window(long start, int failures) {}

  /**
   * @param nanoTime a clock that nobody sets, such as {@link System#nanoTime}
   */
  public FailedAttempts(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Records a failure from this address; returns how long to make it wait, if it was one too many.
   */
  public synchronized Optional<Duration> failed(String address) {
    long now = nanoTime.getAsLong();
    Window window = windows.get(address);
    if (window == null || now - window.start >= WINDOW.toNanos()) {
      window = new Window(now, 0);
    }
    window = new Window(window.start, window.failures + 1);
    windows.put(address, window);
    if (window.failures < ALLOWED) {
      return Optional.empty();
    }
    long seconds = WINDOW.minusNanos(now - window.start).toSeconds();
    return Optional.of(Duration.ofSeconds(Math.max(1, seconds)));
  }
}
