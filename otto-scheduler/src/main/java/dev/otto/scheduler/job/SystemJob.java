package dev.otto.scheduler.job;

import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.scheduler.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A system job, created at start if it is missing.
 *
 * @param cadenceMinutes the cadence that it shows
 * @param firstRunAt when it is due if it is new
 */
public record SystemJob(String id, String type, int cadenceMinutes, Instant firstRunAt) {
  public static final String HEARTBEAT = "heartbeat";
  public static final String WATCHDOG_FAILURES = "watchdog_failures";
  public static final String MODEL_CATALOG_REFRESH = "model_catalog_refresh";

  /** The types of all system jobs. */
  public static final List<String> TYPES =
      List.of(HEARTBEAT, WATCHDOG_FAILURES, MODEL_CATALOG_REFRESH);

  static final String PREFIX = "system-";

  public SystemJob {
    if (!id.startsWith(PREFIX)) {
      throw new IllegalArgumentException(id + " does not start with " + PREFIX);
    }
  }

  /** Reports whether a job with this id and type is a system job. */
  static boolean owns(String id, String type) {
    return id.startsWith(PREFIX) || type.equals(HEARTBEAT) || type.equals(WATCHDOG_FAILURES);
  }

  /** Returns the flow whose default such a job inherits. */
  public static Optional<Flow> flowOf(String type) {
    return switch (type) {
      case HEARTBEAT -> Optional.of(Flow.HEARTBEAT);
      case WATCHDOG_FAILURES -> Optional.of(Flow.WATCHDOG_FAILURES);
      case MODEL_CATALOG_REFRESH -> Optional.empty();
      default -> Optional.of(Flow.SCHEDULED_TASKS);
    };
  }

  Job asNewJob(Instant now) {
    return new Job(
        id,
        type,
        new Schedule.Cadence(cadenceMinutes),
        firstRunAt,
        null,
        null,
        ModelChoice.INHERIT,
        null,
        Job.State.planned(firstRunAt),
        now,
        now);
  }
}
