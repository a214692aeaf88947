package dev.otto.scheduler.heartbeat;

import dev.otto.scheduler.notify.NotificationProfile;
import dev.otto.scheduler.notify.QuietTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Computes when the next heartbeat is due, from the profile alone: at each of its three times of
 * day, and never later than its cadence. A heartbeat due in quiet hours waits for their end and
 * covers the whole night, so no prompt is spent on a summary that may not be sent.
 */
final class HeartbeatSchedule {
  private HeartbeatSchedule() {}

  static Instant next(NotificationProfile profile, Instant after) {
    Instant atTheLatest = after.plus(Duration.ofMinutes(profile.heartbeatCadenceMinutes()));
    Instant due =
        Stream.of(profile.heartbeatMorning(), profile.heartbeatMidday(), profile.heartbeatEvening())
            .filter(Objects::nonNull)
            .map(time -> next(time, profile, after))
            .reduce(atTheLatest, (one, other) -> one.isBefore(other) ? one : other);
    return new QuietTime(profile).end(due);
  }

  private static Instant next(LocalTime time, NotificationProfile profile, Instant after) {
    LocalDate today = LocalDate.ofInstant(after, profile.timezone());
    return Stream.iterate(today, day -> day.plusDays(1))
        .map(day -> day.atTime(time).atZone(profile.timezone()).toInstant())
        .filter(after::isBefore)
        .findFirst()
        .orElseThrow();
  }
}
