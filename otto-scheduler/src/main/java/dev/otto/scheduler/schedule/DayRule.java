package dev.otto.scheduler.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.BitSet;

/** The days of one piece of a day field. */
sealed interface DayRule {

  boolean includes(LocalDate date);

  /** Days of the month by number; a month that lacks one of them passes it over. */
  record DaysOfMonth(BitSet days) implements DayRule {
    @Override
    public boolean includes(LocalDate date) {
      return days.get(date.getDayOfMonth());
    }
  }

  /** A day counted from the end of the month; 0 is the last. */
  record BeforeLast(int days) implements DayRule {
    @Override
    public boolean includes(LocalDate date) {
      return date.getDayOfMonth() == date.lengthOfMonth() - days;
    }
  }

  /** The Monday to Friday nearest to a day of the month, within the month. */
  record NearestWeekday(int day) implements DayRule {
    @Override
    public boolean includes(LocalDate date) {
      return isNearest(date, day);
    }
  }

  /** The Monday to Friday nearest to a day counted from the end of the month. */
  record WeekdayBeforeLast(int days) implements DayRule {
    @Override
    public boolean includes(LocalDate date) {
      return isNearest(date, date.lengthOfMonth() - days);
    }
  }

  /** Days of the week, 0 for Sunday. */
  record DaysOfWeek(BitSet days) implements DayRule {
    @Override
    public boolean includes(LocalDate date) {
      return days.get(index(date));
    }
  }

  /** The last Friday of the month, for instance; 0 for Sunday. */
  record LastDayOfWeek(int day) implements DayRule {
    @Override
    public boolean includes(LocalDate date) {
      return index(date) == day && date.getDayOfMonth() > date.lengthOfMonth() - 7;
    }
  }

  /** The third Friday of the month, for instance; 0 for Sunday. */
  record NthDayOfWeek(int day, int nth) implements DayRule {
    @Override
    public boolean includes(LocalDate date) {
      return index(date) == day && (date.getDayOfMonth() - 1) / 7 == nth - 1;
    }
  }

  private static int index(LocalDate date) {
    return date.getDayOfWeek().getValue() % 7;
  }

  private static boolean isNearest(LocalDate date, int day) {
    if (day < 1 || day > date.lengthOfMonth()) {
      return false;
    }
    DayOfWeek wanted = date.withDayOfMonth(day).getDayOfWeek();
    int moved =
        switch (wanted) {
          case SATURDAY -> day == 1 ? 2 : -1;
          case SUNDAY -> day == date.lengthOfMonth() ? -2 : 1;
          default -> 0;
        };
    return date.getDayOfMonth() == day + moved;
  }
}
