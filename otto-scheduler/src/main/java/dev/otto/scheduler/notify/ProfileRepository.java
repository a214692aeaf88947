package dev.otto.scheduler.notify;

import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.notify.NotificationProfile.InteractiveContext;
import dev.otto.scheduler.notify.NotificationProfile.WatchdogAlerts;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one row of the profile, created when it is first written. */
final class ProfileRepository {
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
    return tx.queryFirst("SELECT * FROM notification_profile", ProfileRepository::profile);
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

  private static NotificationProfile profile(Row row) {
    return new NotificationProfile(
        ZoneId.of(Optional.ofNullable(row.textOrNull("timezone")).orElse("UTC")),
        time(row.textOrNull("quiet_hours_start")),
        time(row.textOrNull("quiet_hours_end")),
        time(row.textOrNull("heartbeat_morning")),
        time(row.textOrNull("heartbeat_midday")),
        time(row.textOrNull("heartbeat_evening")),
        mode(row.textOrNull("quiet_mode")),
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

  private static @Nullable QuietMode mode(@Nullable String key) {
    return key == null ? null : QuietMode.parse(key).orElseThrow();
  }

  private static @Nullable LocalTime time(@Nullable String text) {
    return text == null ? null : LocalTime.parse(text);
  }

  private static @Nullable String text(@Nullable LocalTime time) {
    return time == null ? null : time.toString();
  }
}
