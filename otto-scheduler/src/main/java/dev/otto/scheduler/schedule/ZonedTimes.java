package dev.otto.scheduler.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The moments of an expression in a zone, including those around a change of the clock. Between two
 * changes a zone's clock is never changed; this goes from one such span to the next.
 */
final class ZonedTimes {
  private final CronTimes times;
  private final ZoneRules rules;

  ZonedTimes(CronTimes times, ZoneId zone) {
    this.times = times;
    this.rules = zone.getRules();
  }

  /** Returns the first moment after this one. */
  Optional<Instant> next(Instant after) {
    Instant from = Instant.ofEpochSecond(after.getEpochSecond() + 1);
    while (true) {
      ZoneOffset offset = rules.getOffset(from);
      ZoneOffsetTransition last = rules.previousTransition(from.plusSeconds(1));
      ZoneOffsetTransition next = rules.nextTransition(from);
      LocalDateTime start = start(LocalDateTime.ofInstant(from, offset), last);
      Optional<Instant> found =
          times
              .nextOrSame(start)
              .map(local -> local.toInstant(offset))
              .filter(moment -> next == null || moment.isBefore(next.getInstant()));
      found = earlier(found, skipped(from, last));
      if (found.isPresent()) {
        return found;
      }
      if (next == null || times.nextOrSame(next.getDateTimeAfter()).isEmpty()) {
        return Optional.empty();
      }
      from = next.getInstant();
    }
  }

  /**
   * Returns the start of the search; a time that occurs once a day does not recur when the clock
   * shows an hour for the second time.
   */
  private LocalDateTime start(LocalDateTime local, @Nullable ZoneOffsetTransition last) {
    if (last == null || !last.isOverlap() || !times.onceADay()) {
      return local;
    }
    return local.isBefore(last.getDateTimeBefore()) ? last.getDateTimeBefore() : local;
  }

  /**
   * Returns the first moment, from this one on, of a time that the last change of the clock
   * skipped. Such a time is as much later as the clock leapt, which is when it would have come
   * without the change; but only if the clock skipped all times of that day. Otherwise the other
   * times of the day remain.
   */
  private Optional<Instant> skipped(Instant from, @Nullable ZoneOffsetTransition last) {
    if (last == null || !last.isGap()) {
      return Optional.empty();
    }
    ZoneOffset before = last.getOffsetBefore();
    LocalDateTime local = LocalDateTime.ofInstant(from, before);
    while (local.isBefore(last.getDateTimeAfter())) {
      Optional<LocalDateTime> time = times.nextOrSame(local);
      if (time.isEmpty() || !time.get().isBefore(last.getDateTimeAfter())) {
        return Optional.empty();
      }
      LocalDate day = time.get().toLocalDate();
      if (isSkippedWhole(day, last)) {
        return Optional.of(time.get().toInstant(before));
      }
      local = day.plusDays(1).atStartOfDay();
    }
    return Optional.empty();
  }

  private boolean isSkippedWhole(LocalDate day, ZoneOffsetTransition gap) {
    return !anyWithin(day.atStartOfDay(), gap.getDateTimeBefore(), day)
        && !anyWithin(gap.getDateTimeAfter(), day.atTime(LocalTime.MAX), day);
  }

  private boolean anyWithin(LocalDateTime from, LocalDateTime to, LocalDate day) {
    return times
        .nextOrSame(from)
        .filter(time -> time.isBefore(to) && time.toLocalDate().equals(day))
        .isPresent();
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get().isBefore(other.get()) ? one : other;
  }
}
