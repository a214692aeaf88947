package dev.otto.scheduler.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of an expression, on a clock that is never changed.
 *
 * @param days a day that any of these includes
 */
record CronTimes(
    BitSet seconds, BitSet minutes, BitSet hours, BitSet months, BitSet years, List<DayRule> days) {
  private static final LocalDate FIRST_DAY = LocalDate.of(CronField.YEAR.first(), 1, 1);

  /** Reports whether it is a single time of the day, rather than something repeated. */
  boolean onceADay() {
    return hours.cardinality() == 1 && minutes.cardinality() == 1;
  }

  boolean everFires() {
    return nextDay(FIRST_DAY).isPresent();
  }

  /** Returns the first time that is not before this one, which has no fraction of a second. */
  Optional<LocalDateTime> nextOrSame(LocalDateTime from) {
    LocalDate date = from.toLocalDate();
    if (includes(date)) {
      LocalTime time = timeOfDay(from.toLocalTime());
      if (time != null) {
        return Optional.of(date.atTime(time));
      }
    }
    return nextDay(date.plusDays(1)).map(day -> day.atTime(firstOfDay()));
  }

  boolean includes(LocalDate date) {
    return years.get(date.getYear())
        && months.get(date.getMonthValue())
        && days.stream().anyMatch(rule -> rule.includes(date));
  }

  private LocalTime firstOfDay() {
    return LocalTime.of(hours.nextSetBit(0), minutes.nextSetBit(0), seconds.nextSetBit(0));
  }

  private @Nullable LocalTime timeOfDay(LocalTime from) {
    if (hours.get(from.getHour())) {
      if (minutes.get(from.getMinute())) {
        int second = seconds.nextSetBit(from.getSecond());
        if (second >= 0) {
          return LocalTime.of(from.getHour(), from.getMinute(), second);
        }
      }
      int minute = minutes.nextSetBit(from.getMinute() + 1);
      if (minute >= 0) {
        return LocalTime.of(from.getHour(), minute, seconds.nextSetBit(0));
      }
    }
    int hour = hours.nextSetBit(from.getHour() + 1);
    return hour < 0 ? null : LocalTime.of(hour, minutes.nextSetBit(0), seconds.nextSetBit(0));
  }

  /** Returns the first day that is not before this one; the years come to an end. */
  private Optional<LocalDate> nextDay(LocalDate from) {
    LocalDate day = from.isBefore(FIRST_DAY) ? FIRST_DAY : from;
    while (true) {
      int year = years.nextSetBit(day.getYear());
      if (year < 0) {
        return Optional.empty();
      }
      if (year > day.getYear()) {
        day = LocalDate.of(year, 1, 1);
      }
      int month = months.nextSetBit(day.getMonthValue());
      if (month < 0) {
        day = LocalDate.of(day.getYear() + 1, 1, 1);
      } else if (month > day.getMonthValue()) {
        day = LocalDate.of(day.getYear(), month, 1);
      } else if (includes(day)) {
        return Optional.of(day);
      } else {
        day = day.plusDays(1);
      }
    }
  }
}
