package dev.otto.scheduler.run;

import dev.otto.scheduler.database.DatabaseException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a write that the database refused, because of a full disk for instance: a run whose end
 * is not stored would keep its job locked. Gives up when the database is closed, and after an hour.
 */
final class StorageRetry {
  private static final Logger LOG = LoggerFactory.getLogger(StorageRetry.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MAX_ATTEMPTS = 3600;

  <T> T until(Supplier<T> stored) {
    for (int attempt = 1; ; attempt++) {
      try {
        return stored.get();
      } catch (DatabaseException e) {
        if (e.reason() == DatabaseException.Reason.CLOSED || attempt == MAX_ATTEMPTS) {
          throw e;
        }
        if (attempt == 1) {
          LOG.error("A run could not be stored; retrying every second", e);
        }
        pause(e);
      }
    }
  }

  private static void pause(DatabaseException cause) {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cause;
    }
  }
}
