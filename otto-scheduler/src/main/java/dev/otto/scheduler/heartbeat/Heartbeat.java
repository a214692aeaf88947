package dev.otto.scheduler.heartbeat;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.notify.Notification.Message;
import dev.otto.scheduler.notify.NotificationProfile;
import dev.otto.scheduler.notify.NotificationProfiles;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.scheduler.notify.Priority;
import dev.otto.scheduler.run.SystemWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Summarizes the latest runs for the operator at regular times. The end of the reported period is
 * stored with the notification, so no run is left out or reported twice.
 */
public final class Heartbeat implements SystemWork {
  private final DigestRepository digests = new DigestRepository();
  private final Database database;
  private final NotificationProfiles profiles;
  private final Notifications notifications;

  public Heartbeat(Database database, NotificationProfiles profiles, Notifications notifications) {
    this.database = database;
    this.profiles = profiles;
    this.notifications = notifications;
  }

  @Override
  public String type() {
    return "heartbeat";
  }

  @Override
  public Duration cadence() {
    return cadence(profiles.current());
  }

  @Override
  public Instant next(Instant after) {
    return HeartbeatSchedule.next(profiles.current(), after);
  }

  @Override
  public Assignment begin(String runId, Instant now) {
    NotificationProfile profile = profiles.current();
    Digest digest = digest(profile, now);
    String facts = digest.text(profile.timezone());
    if (digest.nothingNew() && profile.heartbeatOnlyIfSignal()) {
      return new Assignment.NothingToAsk(facts);
    }
    return new Assignment.AskModel(
        digest.prompt(profile.timezone()),
        answer -> {
          var message = new Message("heartbeat", Priority.NORMAL, answer.orElse(facts), runId);
          notifications.tell(
              message,
              tx -> profiles.lastDigest(tx).equals(Optional.ofNullable(profile.lastDigestAt())),
              (tx, id) -> profiles.told(tx, now));
        });
  }

  private Digest digest(NotificationProfile profile, Instant now) {
    Instant last = profile.lastDigestAt();
    Instant from = last == null ? now.minus(cadence(profile)) : last;
    return database.read(tx -> digests.of(tx, from, now));
  }

  private static Duration cadence(NotificationProfile profile) {
    return Duration.ofMinutes(profile.heartbeatCadenceMinutes());
  }
}
