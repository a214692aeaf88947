package dev.otto.scheduler.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.scheduler.notify.QuietTime.HoldReason;
import dev.otto.scheduler.notify.QuietTime.SendDecision;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuietTimeTest {
  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
  private static final SendDecision SEND = new SendDecision.SendNow();

  @Test
  void holdsNormalNotificationsOverMidnightUntilTheQuietHoursEnd() {
    QuietTime night = quiet("22:00", "07:00");
    assertEquals(SEND, night.decide(Priority.NORMAL, at("2026-11-20T21:59")));
    assertEquals(hold("2026-11-21T07:00"), night.decide(Priority.NORMAL, at("2026-11-20T22:00")));
    assertEquals(hold("2026-11-21T07:00"), night.decide(Priority.NORMAL, at("2026-11-21T06:59")));
    assertEquals(SEND, night.decide(Priority.NORMAL, at("2026-11-21T07:00")));
  }

  @Test
  void holdsWithinADayToo() {
    QuietTime nap = quiet("13:00", "14:30");
    assertEquals(SEND, nap.decide(Priority.NORMAL, at("2026-11-20T12:59")));
    assertEquals(hold("2026-11-20T14:30"), nap.decide(Priority.NORMAL, at("2026-11-20T14:00")));
  }

  @Test
  void neverHoldsCriticalNotifications() {
    QuietTime muted = quiet("22:00", "07:00", null, at("2026-11-22T00:00"));
    assertEquals(SEND, muted.decide(Priority.CRITICAL, at("2026-11-20T23:00")));
  }

  @Test
  void holdsNothingWhenQuietModeIsOffOrAnEndIsMissing() {
    Instant night = at("2026-11-20T23:00");
    assertEquals(SEND, quiet("22:00", "07:00", QuietMode.OFF, null).decide(Priority.NORMAL, night));
    assertEquals(SEND, quiet("22:00", null).decide(Priority.NORMAL, night));
    assertEquals(SEND, quiet(null, "07:00").decide(Priority.NORMAL, night));
    assertEquals(SEND, quiet("23:00", "23:00").decide(Priority.NORMAL, night));
  }

  @Test
  void muteThatEndsWithinQuietHoursLastsUntilTheseEnd() {
    QuietTime muted = quiet("22:00", "07:00", null, at("2026-11-20T23:30"));
    assertEquals(
        new SendDecision.Hold(HoldReason.MUTED, at("2026-11-21T07:00")),
        muted.decide(Priority.NORMAL, at("2026-11-20T18:00")));
  }

  @Test
  void muteCountsWithQuietModeOff() {
    QuietTime muted = quiet("22:00", "07:00", QuietMode.OFF, at("2026-11-20T23:30"));
    assertEquals(
        new SendDecision.Hold(HoldReason.MUTED, at("2026-11-20T23:30")),
        muted.decide(Priority.NORMAL, at("2026-11-20T23:00")));
  }

  @Test
  void nightOfSpringIsAnHourShorter() {
    QuietTime night = quiet("22:00", "02:30");
    // 02:30 does not exist on 29 March; the clock shows 03:30 when 02:30 is due.
    Instant end = at("2026-03-29T03:30");
    assertEquals(
        new SendDecision.Hold(HoldReason.QUIET_HOURS, end),
        night.decide(Priority.NORMAL, at("2026-03-29T01:59")));
    assertEquals(SEND, night.decide(Priority.NORMAL, end));
  }

  @Test
  void hourThatComesTwiceInAutumnIsQuietOnce() {
    QuietTime night = quiet("22:00", "02:30");
    Instant first = at("2026-10-25T02:30");
    assertEquals(
        new SendDecision.Hold(HoldReason.QUIET_HOURS, first),
        night.decide(Priority.NORMAL, first.minusSeconds(60)));
    assertEquals(SEND, night.decide(Priority.NORMAL, first));
    assertEquals(SEND, night.decide(Priority.NORMAL, first.plusSeconds(45 * 60)));
  }

  private static SendDecision hold(String until) {
    return new SendDecision.Hold(HoldReason.QUIET_HOURS, at(until));
  }

  private static QuietTime quiet(@Nullable String start, @Nullable String end) {
    return quiet(start, end, QuietMode.CRITICAL_ONLY, null);
  }

  private static QuietTime quiet(
      @Nullable String start,
      @Nullable String end,
      @Nullable QuietMode mode,
      @Nullable Instant mute) {
    return new QuietTime(
        new NotificationProfile(
            VIENNA,
            start == null ? null : LocalTime.parse(start),
            end == null ? null : LocalTime.parse(end),
            null,
            null,
            null,
            mode,
            mute,
            180,
            null,
            null,
            true,
            NotificationProfile.initial(VIENNA).watchdog(),
            NotificationProfile.initial(VIENNA).context(),
            Instant.EPOCH));
  }

  private static Instant at(String local) {
    return ZonedDateTime.of(LocalDateTime.parse(local), VIENNA).toInstant();
  }
}
