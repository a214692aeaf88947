package dev.otto.scheduler.notify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The profile in force and the only way to change it, whatever the surface. */
public final class NotificationProfiles {
  private final ProfileRepository profiles;
  private final Listeners<Consumer<NotificationProfile>> listeners =
      new Listeners<>("the notification profile");
  private final Database database;
  private final InstantSource clock;

  /**
   * @param timezone in force until the operator sets one
   */
  public NotificationProfiles(Database database, InstantSource clock, ZoneId timezone) {
    this.database = database;
    this.clock = clock;
    this.profiles = new ProfileRepository(NotificationProfile.initial(timezone));
  }

  /** Returns the profile in force. */
  public NotificationProfile current() {
    return database.read(profiles::get);
  }

  /** Returns which stored value cannot be read, and what counts instead; empty if all can be. */
  public Optional<String> problem() {
    return database.read(profiles::problem);
  }

  /** Returns what {@link #change} would, without changing anything. */
  public ProfileChange preview(JsonNode requested) {
    return ProfileJson.change(current(), requested, clock.instant());
  }

  /**
   * Changes the requested keys.
   *
   * @param alongside is handed the profile as it was and runs in the same transaction, so that the
   *     audit entry commits with the change
   */
  public ProfileChange change(JsonNode requested, BiConsumer<Tx, NotificationProfile> alongside) {
    ProfileChange change = database.write(tx -> change(tx, requested, alongside));
    if (change instanceof ProfileChange.Changed(var profile, var fields) && !fields.isEmpty()) {
      listeners.tell(listener -> listener.accept(profile));
    }
    return change;
  }

  /** Returns the end of the period that heartbeats have covered; empty where there was none. */
  public Optional<Instant> lastDigest(Tx tx) {
    return Optional.ofNullable(profiles.get(tx).lastDigestAt());
  }

  /**
   * Records the end of the period that heartbeats have covered; this is no change of the
   * operator's.
   */
  public void told(Tx tx, Instant upTo) {
    profiles.put(tx, profiles.get(tx).told(upTo));
  }

  /**
   * Takes over the profile of another Otto, where none was written here.
   *
   * @return the one that was written here and stays; empty where the other counts now
   */
  public Optional<NotificationProfile> adopt(Tx tx, NotificationProfile other) {
    Optional<NotificationProfile> present = profiles.find(tx);
    if (present.isEmpty()) {
      profiles.put(tx, other);
    }
    return present;
  }

  /** Notifies the listener of every change, after it is durable. */
  public Subscription onChange(Consumer<NotificationProfile> listener) {
    return listeners.add(listener);
  }

  private ProfileChange change(
      Tx tx, JsonNode requested, BiConsumer<Tx, NotificationProfile> alongside) {
    NotificationProfile before = profiles.get(tx);
    ProfileChange change = ProfileJson.change(before, requested, clock.instant());
    if (change instanceof ProfileChange.Changed(var profile, var fields) && !fields.isEmpty()) {
      profiles.put(tx, profile);
      alongside.accept(tx, before);
    }
    return change;
  }
}
