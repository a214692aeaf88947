package dev.otto.scheduler.notify;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a notification may be sent at a given moment, from the profile alone. Quiet hours
 * are compared as instants, so a night on which the clocks change is quiet exactly once.
 */
public final class QuietTime {

  /** The decision on a notification. */
  public sealed interface SendDecision {
    /** Send it. */
    record SendNow() implements SendDecision {}

    /** Hold it back until then. */
    record Hold(HoldReason reason, Instant until) implements SendDecision {}
  }

  /** The reason for holding a notification. */
  public enum HoldReason {
    MUTED("muted"),
    QUIET_HOURS("quiet hours");

    private final String words;

    HoldReason(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private final NotificationProfile profile;

  public QuietTime(NotificationProfile profile) {
    this.profile = profile;
  }

  /** Decides on a notification; a critical one is never held. */
  public SendDecision decide(Priority priority, Instant now) {
    if (priority == Priority.CRITICAL) {
      return new SendDecision.SendNow();
    }
    return reason(now)
        .<SendDecision>map(reason -> new SendDecision.Hold(reason, end(now)))
        .orElseGet(SendDecision.SendNow::new);
  }

  /** Returns the first moment from this one on at which nothing is held. */
  public Instant end(Instant now) {
    Instant mute = profile.muteUntil();
    Instant unmuted = mute != null && now.isBefore(mute) ? mute : now;
    return quietUntil(unmuted).orElse(unmuted);
  }

  private Optional<HoldReason> reason(Instant now) {
    Instant mute = profile.muteUntil();
    if (mute != null && now.isBefore(mute)) {
      return Optional.of(HoldReason.MUTED);
    }
    return quietUntil(now).map(end -> HoldReason.QUIET_HOURS);
  }

  private Optional<Instant> quietUntil(Instant now) {
    LocalTime start = profile.quietHoursStart();
    LocalTime end = profile.quietHoursEnd();
    if (profile.quietMode() == QuietMode.OFF || start == null || start.equals(end)) {
      return Optional.empty();
    }
    LocalDate today = LocalDate.ofInstant(now, profile.timezone());
    Optional<Instant> sinceYesterday = quietUntil(now, today.minusDays(1), start, end);
    return sinceYesterday.isPresent() ? sinceYesterday : quietUntil(now, today, start, end);
  }

  /** Returns the end of the quiet hours that begin on this day, if they include the moment. */
  private Optional<Instant> quietUntil(
      Instant now, LocalDate day, LocalTime start, @Nullable LocalTime end) {
    if (end == null) {
      return Optional.empty();
    }
    ZoneId zone = profile.timezone();
    LocalDate lastDay = end.isAfter(start) ? day : day.plusDays(1);
    Instant from = day.atTime(start).atZone(zone).toInstant();
    Instant until = lastDay.atTime(end).atZone(zone).toInstant();
    return !now.isBefore(from) && now.isBefore(until) ? Optional.of(until) : Optional.empty();
  }
}
