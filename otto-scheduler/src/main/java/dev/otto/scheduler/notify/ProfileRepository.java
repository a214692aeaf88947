package dev.otto.scheduler.notify;

import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.notify.NotificationProfile.InteractiveContext;
import dev.otto.scheduler.notify.NotificationProfile.WatchdogAlerts;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one row of the profile, created when it is first written. */
final class ProfileRepository {
  private static final String LEFT_OUT = "it does not count";

  private final NotificationProfile initial;

  /**
   * @param initial holds as long as there is no row
   */
  ProfileRepository(NotificationProfile initial) {
    this.initial = initial;
  }

  NotificationProfile get(Tx tx) {
    return find(tx).orElse(initial);
  }

  /** Returns the row; empty if there is none yet. */
  Optional<NotificationProfile> find(Tx tx) {
    return find(tx, _ -> {});
  }

  /** Returns which stored value cannot be read, and what counts instead; empty if all can be. */
  Optional<String> problem(Tx tx) {
    var problems = new ArrayList<String>();
    Optional<NotificationProfile> unused = find(tx, problems::add);
    return problems.stream().findFirst();
  }

  private Optional<NotificationProfile> find(Tx tx, Consumer<String> problems) {
    return tx.queryFirst(
        "SELECT * FROM notification_profile", row -> profile(new StoredValues(row, problems)));
  }

  void put(Tx tx, NotificationProfile profile) {
    QuietMode mode = profile.quietMode();
    tx.update(
        """
        INSERT INTO notification_profile (
          id, timezone, quiet_hours_start, quiet_hours_end, quiet_mode,
          mute_until, heartbeat_morning, heartbeat_midday, heartbeat_evening,
          heartbeat_cadence_minutes, heartbeat_only_if_signal,
          onboarding_completed_at, last_digest_at, watchdog_alerts_enabled,
          watchdog_mute_until, interactive_context_window_size, context_retention_cap, updated_at)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
          timezone = excluded.timezone,
          quiet_hours_start = excluded.quiet_hours_start,
          quiet_hours_end = excluded.quiet_hours_end,
          quiet_mode = excluded.quiet_mode,
          mute_until = excluded.mute_until,
          heartbeat_morning = excluded.heartbeat_morning,
          heartbeat_midday = excluded.heartbeat_midday,
          heartbeat_evening = excluded.heartbeat_evening,
          heartbeat_cadence_minutes = excluded.heartbeat_cadence_minutes,
          heartbeat_only_if_signal = excluded.heartbeat_only_if_signal,
          onboarding_completed_at = excluded.onboarding_completed_at,
          last_digest_at = excluded.last_digest_at,
          watchdog_alerts_enabled = excluded.watchdog_alerts_enabled,
          watchdog_mute_until = excluded.watchdog_mute_until,
          interactive_context_window_size = excluded.interactive_context_window_size,
          context_retention_cap = excluded.context_retention_cap,
          updated_at = excluded.updated_at
        """,
        profile.timezone().getId(),
        text(profile.quietHoursStart()),
        text(profile.quietHoursEnd()),
        mode == null ? null : mode.key(),
        profile.muteUntil(),
        text(profile.heartbeatMorning()),
        text(profile.heartbeatMidday()),
        text(profile.heartbeatEvening()),
        profile.heartbeatCadenceMinutes(),
        profile.heartbeatOnlyIfSignal(),
        profile.onboardingCompletedAt(),
        profile.lastDigestAt(),
        profile.watchdog().enabled(),
        profile.watchdog().muteUntil(),
        profile.context().windowSize(),
        profile.context().retentionCap(),
        profile.updatedAt());
  }

  private NotificationProfile profile(StoredValues stored) {
    Row row = stored.row();
    return new NotificationProfile(
        Objects.requireNonNullElse(
            stored.read("timezone", ZoneId::of, "the time zone of this machine counts"),
            initial.timezone()),
        stored.time("quiet_hours_start"),
        stored.time("quiet_hours_end"),
        stored.time("heartbeat_morning"),
        stored.time("heartbeat_midday"),
        stored.time("heartbeat_evening"),
        stored.read("quiet_mode", key -> QuietMode.parse(key).orElseThrow(), LEFT_OUT),
        row.timeOrNull("mute_until"),
        (int) row.number("heartbeat_cadence_minutes"),
        row.timeOrNull("onboarding_completed_at"),
        row.timeOrNull("last_digest_at"),
        row.flag("heartbeat_only_if_signal"),
        new WatchdogAlerts(
            row.flag("watchdog_alerts_enabled"), row.timeOrNull("watchdog_mute_until")),
        new InteractiveContext(
            (int) row.number("interactive_context_window_size"),
            (int) row.number("context_retention_cap")),
        row.time("updated_at"));
  }

  /** The row, of which a value that cannot be read is told and taken as absent. */
  private record StoredValues(Row row, Consumer<String> problems) {
    @Nullable LocalTime time(String column) {
      return read(column, LocalTime::parse, LEFT_OUT);
    }

    <T> @Nullable T read(String column, Function<String, T> parse, String instead) {
      String text = row.textOrNull(column);
      try {
        return text == null ? null : parse.apply(text);
      } catch (DateTimeException | NoSuchElementException e) {
        problems.accept(
            "the stored %s of the notification profile, \"%s\", cannot be read; %s until it is set again"
                .formatted(column, text, instead));
        return null;
      }
    }
  }

  private static @Nullable String text(@Nullable LocalTime time) {
    return time == null ? null : time.toString();
  }
}
