package dev.otto.scheduler.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.scheduler.notify.NotificationProfile;
import dev.otto.scheduler.notify.QuietMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeartbeatScheduleTest {
  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

  @Test
  void beatsAtItsTimesOfDayAndNeverLaterThanItsCadence() {
    NotificationProfile day = profile(QuietMode.CRITICAL_ONLY, 180, null);
    assertEquals(at("2026-11-20T08:30"), HeartbeatSchedule.next(day, at("2026-11-20T07:00")));
    assertEquals(at("2026-11-20T11:30"), HeartbeatSchedule.next(day, at("2026-11-20T08:30")));
    assertEquals(at("2026-11-20T12:30"), HeartbeatSchedule.next(day, at("2026-11-20T11:30")));
  }

  @Test
  void waitsForTheEndOfTheNight() {
    NotificationProfile day = profile(QuietMode.CRITICAL_ONLY, 180, null);
    assertEquals(at("2026-11-21T07:00"), HeartbeatSchedule.next(day, at("2026-11-20T19:30")));
  }

  @Test
  void beatsAtNightWhenQuietModeIsOff() {
    NotificationProfile always = profile(QuietMode.OFF, 180, null);
    assertEquals(at("2026-11-20T22:30"), HeartbeatSchedule.next(always, at("2026-11-20T19:30")));
  }

  @Test
  void waitsWhileMuted() {
    NotificationProfile muted = profile(QuietMode.OFF, 60, at("2026-11-23T10:00"));
    assertEquals(at("2026-11-23T10:00"), HeartbeatSchedule.next(muted, at("2026-11-20T19:30")));
  }

  @Test
  void keepsTheTimeOfDayWhenTheClocksChange() {
    NotificationProfile daily = profile(QuietMode.OFF, 1440, null);
    assertEquals(at("2026-10-25T08:30"), HeartbeatSchedule.next(daily, at("2026-10-24T19:00")));
    assertEquals(at("2026-03-29T08:30"), HeartbeatSchedule.next(daily, at("2026-03-28T19:00")));
  }

  private static NotificationProfile profile(
      QuietMode mode, int cadenceMinutes, @Nullable Instant mute) {
    return new NotificationProfile(
        VIENNA,
        LocalTime.of(22, 0),
        LocalTime.of(7, 0),
        LocalTime.of(8, 30),
        LocalTime.of(12, 30),
        LocalTime.of(19, 0),
        mode,
        mute,
        cadenceMinutes,
        null,
        null,
        true,
        NotificationProfile.initial(VIENNA).watchdog(),
        NotificationProfile.initial(VIENNA).context(),
        Instant.EPOCH);
  }

  private static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(VIENNA).toInstant();
  }
}
