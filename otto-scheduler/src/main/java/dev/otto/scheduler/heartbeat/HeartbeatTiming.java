package dev.otto.scheduler.heartbeat;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.notify.NotificationProfile;
import dev.otto.scheduler.notify.NotificationProfiles;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Moves the planned heartbeat whenever the operator changes the profile. */
public final class HeartbeatTiming {
  private static final String JOB = "system-heartbeat";

  private final Database database;
  private final InstantSource clock;
  private final Consumer<String> reschedule;

  /**
   * @param reschedule makes the trigger of the job with this id what its row says
   */
  public HeartbeatTiming(Database database, InstantSource clock, Consumer<String> reschedule) {
    this.database = database;
    this.clock = clock;
    this.reschedule = reschedule;
  }

  public void follow(NotificationProfiles profiles) {
    profiles.onChange(this::move);
  }

  /** One that runs just now finds its next time itself, when it ends. */
  private void move(NotificationProfile profile) {
    Instant next = HeartbeatSchedule.next(profile, clock.instant());
    int moved =
        database.write(
            tx ->
                tx.update(
                    """
                    UPDATE jobs SET next_run_at = ?, cadence_minutes = ?
                    WHERE id = ? AND next_run_at IS NOT NULL AND lock_token IS NULL
                    """,
                    next,
                    profile.heartbeatCadenceMinutes(),
                    JOB));
    if (moved > 0) {
      reschedule.accept(JOB);
    }
  }
}
