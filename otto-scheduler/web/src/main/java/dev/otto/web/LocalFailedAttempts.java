package dev.otto.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Counts the failures of this process, in memory. */
public final class LocalFailedAttempts implements FailedAttempts {
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
  public LocalFailedAttempts(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized Optional<Duration> failed(String address) {
    long now = nanoTime.getAsLong();
    Window window = windows.get(address);
    if (window == null || now - window.start >= WINDOW.toNanos()) {
      window = new Window(now, 0);
    }
    window = new Window(window.start, window.failures + 1);
    windows.put(address, window);
    return FailedAttempts.wait(window.failures, Duration.ofNanos(now - window.start));
  }
}
