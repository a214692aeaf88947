package dev.otto.scheduler.assistant;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Admits one caller at a time to a session, in order of arrival: OpenCode gives two concurrent
 * prompts in one session the same answer.
 */
final class Turns {
  private final Map<String, SessionQueue> taken = new ConcurrentHashMap<>();

  private static final class SessionQueue {
    final Semaphore free = new Semaphore(1, true);
    int callers;
  }

  /** Runs the work when the session is free; empty if that took too long. */
  <T> Optional<T> take(String sessionId, Duration timeout, Supplier<T> work)
      throws InterruptedException {
    SessionQueue queue = enter(sessionId);
    try {
      if (!queue.free.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
      try {
        return Optional.of(work.get());
      } finally {
        queue.free.release();
      }
    } finally {
      leave(sessionId);
    }
  }

  private SessionQueue enter(String sessionId) {
    return taken.compute(
        sessionId,
        (id, queue) -> {
          SessionQueue entered = queue == null ? new SessionQueue() : queue;
          entered.callers++;
          return entered;
        });
  }

  private void leave(String sessionId) {
    taken.computeIfPresent(sessionId, (id, queue) -> --queue.callers == 0 ? null : queue);
  }
}
