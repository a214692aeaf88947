package dev.otto.scheduler.daemon;

import dev.otto.scheduler.assistant.AssistantMessageRepository;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.job.DeletedJobRepository;
import dev.otto.scheduler.notify.NotificationRepository;
import dev.otto.scheduler.run.RunRepository;
import dev.otto.scheduler.transcript.TranscriptRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The regular work besides jobs: checking OpenCode's global default every minute and the schedule
 * more often, and deleting old rows now and then.
 */
final class Maintenance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration GLOBAL_DEFAULT = Duration.ofSeconds(60);
  private static final Duration LOCK = Duration.ofSeconds(2);
  private static final Duration RETENTION = Duration.ofHours(6);
  private static final Duration DAMAGE = Duration.ofHours(6);

  private static final int BATCH = 500;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("otto-upkeep").daemon().factory());
  private final Services base;

  Maintenance(Services base) {
    this.base = base;
  }

  /**
   * Begins with all of it.
   *
   * @param pause the time between two looks at the schedule
   */
  void start(
      Runnable lookAtGlobalDefault, Runnable lookAtSchedule, Duration pause, Runnable renewLock) {
    every(LOCK, LOCK, renewLock);
    every(GLOBAL_DEFAULT, GLOBAL_DEFAULT, lookAtGlobalDefault);
    every(pause, pause, lookAtSchedule);
    every(Duration.ofMinutes(1), RETENTION, this::forgetWhatIsOld);
    every(DAMAGE, DAMAGE, this::lookForDamage);
  }

  /** Runs the task after the pause on the maintenance thread; dropped if Otto stops first. */
  void after(Duration pause, Runnable step) {
    try {
      var unused = thread.schedule(() -> attempt(step), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Otto is stopping; a scheduled task is dropped", e);
    }
  }

  private void lookForDamage() {
    try {
      base.database().lookForDamage();
    } catch (DatabaseException e) {
      LOG.error("{}", e.getMessage());
    }
  }

  void forgetWhatIsOld() {
    OttoConfig.Retention keep = base.config().retention();
    int runs = deleteRuns(keep.runs());
    int messages =
        new AssistantMessageRepository(base.database(), base.environment().zone())
            .deleteBefore(now().minus(keep.runs()));
    deleteSpent(keep.runs());
    int notifications = deleteNotifications(keep.notifications());
    deleteTranscripts(base.config().transcripts().kept());
    int entries = base.audit().forgetBefore(now().minus(keep.audit()));
    if (runs + messages + notifications + entries > 0) {
      LOG.info(
          "Deleted {} old runs, {} assistant messages, {} notifications and {} audit entries",
          runs,
          messages,
          notifications,
          entries);
    }
  }

  /** Deletes old runs in batches, between which other writes get their turn. */
  private int deleteRuns(Duration keep) {
    var runs = new RunRepository(base.database());
    Instant before = now().minus(keep);
    int all = 0;
    for (int some; (some = runs.deleteEndedBefore(before, BATCH)) > 0; ) {
      all += some;
    }
    return all;
  }

  /** Deletes old transcripts in batches, as runs; all of them where none are to be kept. */
  private void deleteTranscripts(Duration keep) {
    Instant before = now().minus(keep);
    int some;
    do {
      some = base.database().write(tx -> TranscriptRepository.deleteBefore(tx, before, BATCH));
    } while (some > 0);
  }

  private void deleteSpent(Duration keep) {
    Instant before = now().minus(keep);
    base.database().write(tx -> new DeletedJobRepository().deleteSpentBefore(tx, before));
  }

  private int deleteNotifications(Duration keep) {
    Instant before = now().minus(keep);
    return base.database().write(tx -> new NotificationRepository().prune(tx, before));
  }

  private Instant now() {
    return base.environment().clock().instant();
  }

  private void every(Duration first, Duration pause, Runnable step) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> attempt(step), first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs a step and logs what it throws, since the executor never repeats a task that threw. */
  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (DatabaseException e) {
      LOG.warn("Maintenance waits for the database: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Maintenance failed because of a defect", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
