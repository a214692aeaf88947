package dev.otto.scheduler.schedule;

import java.util.List;

/** The fields of a cron expression, in Quartz's order. Days of the week count from 0, Sunday. */
enum CronField {
  SECONDS("seconds", 0, 59),
  MINUTES("minutes", 0, 59),
  HOURS("hours", 0, 23),
  DAY_OF_MONTH("day of month", 1, 31),
  MONTH("month", 1, 12),
  DAY_OF_WEEK("day of week", 0, 6),
  YEAR("year", 1970, 2099);

  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  private final String label;
  private final int first;
  private final int last;

  CronField(String label, int first, int last) {
    this.label = label;
    this.first = first;
    this.last = last;
  }

  String label() {
    return label;
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }

  int size() {
    return last - first + 1;
  }

  /** Returns the names of the values, beginning with the one of the first value. */
  List<String> names() {
    return switch (this) {
      case MONTH -> MONTHS;
      case DAY_OF_WEEK -> DAYS;
      case SECONDS, MINUTES, HOURS, DAY_OF_MONTH, YEAR -> List.of();
    };
  }

  /**
   * Reports whether a range may wrap around: from 22 to 2 o'clock, from November to February. Such
   * a range of minutes or of days of the month is most likely a typing error.
   */
  boolean wraps() {
    return this == HOURS || this == MONTH || this == DAY_OF_WEEK;
  }
}
