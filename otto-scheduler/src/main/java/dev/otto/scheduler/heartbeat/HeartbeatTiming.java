package dev.otto.scheduler.heartbeat;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.job.JobRepository;
import dev.otto.scheduler.notify.NotificationProfile;
import dev.otto.scheduler.notify.NotificationProfiles;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Reschedules the heartbeat whenever the operator changes the profile. */
public final class HeartbeatTiming {
  private static final String JOB = "system-heartbeat";

  private final Database database;
  private final JobRepository jobs = new JobRepository();
  private final InstantSource clock;
  private final Consumer<String> reschedule;

  /**
   * @param reschedule sets the trigger of the job with this id from its row
   */
  public HeartbeatTiming(Database database, InstantSource clock, Consumer<String> reschedule) {
    this.database = database;
    this.clock = clock;
    this.reschedule = reschedule;
  }

  public void follow(NotificationProfiles profiles) {
    profiles.onChange(this::move);
  }

  /**
   * Moves the next heartbeat; a heartbeat in progress computes its next time itself when it ends.
   */
  private void move(NotificationProfile profile) {
    Instant next = HeartbeatSchedule.next(profile, clock.instant());
    boolean moved =
        database.write(
            tx -> {
              boolean waits = jobs.moveNextRun(tx, JOB, next);
              if (waits) {
                jobs.setCadence(tx, JOB, profile.heartbeatCadenceMinutes());
              }
              return waits;
            });
    if (moved) {
      reschedule.accept(JOB);
    }
  }
}
