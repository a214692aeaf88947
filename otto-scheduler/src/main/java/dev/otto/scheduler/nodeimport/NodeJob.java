package dev.otto.scheduler.nodeimport;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as the Node.js Otto stored it.
 *
 * @param cadenceMinutes null for a one-shot
 * @param payload any JSON
 */
record NodeJob(
    long position,
    String id,
    String type,
    @Nullable Integer cadenceMinutes,
    @Nullable Instant runAt,
    @Nullable String profileId,
    @Nullable String modelRef,
    @Nullable String payload,
    boolean paused,
    @Nullable Instant nextRunAt,
    @Nullable Instant lastRunAt,
    @Nullable String terminalState,
    @Nullable String terminalReason,
    Instant createdAt,
    Instant updatedAt) {

  boolean over() {
    return terminalState != null;
  }

  /**
   * Reports whether it is a one-shot whose time passed while no Otto ran; only its operator knows
   * what is right.
   */
  boolean missed(Instant now) {
    return cadenceMinutes == null && !over() && nextRunAt != null && nextRunAt.isBefore(now);
  }

  /** Returns its next time from now on: missed runs are not made up for. */
  @Nullable Instant next(Instant now) {
    if (over() || cadenceMinutes == null) {
      return over() ? null : nextRunAt;
    }
    Duration cadence = Duration.ofMinutes(cadenceMinutes);
    if (nextRunAt == null) {
      return now.plus(cadence);
    }
    if (nextRunAt.isAfter(now)) {
      return nextRunAt;
    }
    long missed = Duration.between(nextRunAt, now).dividedBy(cadence) + 1;
    return nextRunAt.plus(cadence.multipliedBy(missed));
  }
}
