package dev.otto.models.quartz;

import dev.otto.models.ModelCatalog;
import dev.otto.models.log.LogEvent;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a catalog fresh on a thread of this process, so that nothing has to be stored in an
 * application's job tables: the whole catalog every interval, the global default every minute, and
 * the first catalog every few seconds where the scheduler was made without one.
 */
final class CatalogTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogTimer.class);
  private static final Duration GLOBAL_DEFAULT_INTERVAL = Duration.ofSeconds(60);

  /** The interval between two tries for a first catalog. */
  static final Duration FIRST_CATALOG_INTERVAL = Duration.ofSeconds(5);

  private static final long TIMEOUT_SECONDS = 5;

  private final ScheduledExecutorService thread;

  CatalogTimer(ModelCatalog catalog, Duration interval, String name) {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var daemon = new Thread(work, name);
              daemon.setDaemon(true);
              return daemon;
            });
    every(interval, catalog::refresh);
    every(GLOBAL_DEFAULT_INTERVAL, catalog::checkGlobalDefault);
    if (catalog.snapshot().isMissing()) {
      every(FIRST_CATALOG_INTERVAL, () -> fetchFirst(catalog));
    }
  }

  private static void fetchFirst(ModelCatalog catalog) {
    if (catalog.snapshot().isMissing()) {
      catalog.refresh();
    }
  }

  private void every(Duration interval, Runnable step) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> attempt(step), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs a step and logs what it throws, since the executor never repeats a task that threw. */
  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LogEvent.error(LOG, "model_catalog_refresh_defect")
          .because(e)
          .say(
              "The model catalog was not refreshed because of an internal error; it will be"
                  + " tried again");
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        LogEvent.warn(LOG, "model_catalog_refresh_lingers")
            .say("A refresh of the model catalog still runs; it ends when its call does");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
