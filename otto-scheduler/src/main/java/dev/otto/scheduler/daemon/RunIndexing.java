package dev.otto.scheduler.daemon;

import dev.otto.scheduler.daemon.RefreshAfterEvents.Delay;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunListener;
import dev.otto.scheduler.run.RunTextRepository;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes runs searchable a moment after they have ended, and those of before once Otto has started,
 * in batches between which whatever else is to be stored gets most of the time.
 */
final class RunIndexing implements RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(RunIndexing.class);
  private static final int BATCH = 100;
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration LATER = Duration.ofMinutes(1);

  /** The share of the time that is left to others, as a multiple of what a batch takes. */
  private static final int REST = 4;

  private final RunTextRepository texts;
  private final Delay delay;
  private final AtomicBoolean planned = new AtomicBoolean();

  RunIndexing(RunTextRepository texts, Delay delay) {
    this.texts = texts;
    this.delay = delay;
  }

  void start() {
    plan(SOON);
  }

  @Override
  public void finished(Run run) {
    plan(SOON);
  }

  private void plan(Duration pause) {
    if (!planned.getAndSet(true)) {
      delay.after(pause, this::addBatch);
    }
  }

  private void addBatch() {
    planned.set(false);
    long begin = System.nanoTime();
    try {
      if (texts.addNext(BATCH) == BATCH) {
        plan(Duration.ofNanos(REST * (System.nanoTime() - begin)));
      }
    } catch (DatabaseException e) {
      LOG.warn("Runs that have ended cannot be made searchable yet: {}", e.getMessage());
      plan(LATER);
    }
  }
}
