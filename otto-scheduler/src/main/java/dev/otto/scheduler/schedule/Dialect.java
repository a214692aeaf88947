package dev.otto.scheduler.schedule;

/** The two ways of writing cron, which differ in the numbers of the days of the week. */
enum Dialect {
  /** Minutes, hours, day of month, month, day of week; Sunday is 0 and 7. */
  UNIX(0, 7),

  /** Seconds first and perhaps a year at the end; Sunday is 1. */
  QUARTZ(1, 7);

  private final int firstDayOfWeek;
  private final int lastDayOfWeek;

  Dialect(int firstDayOfWeek, int lastDayOfWeek) {
    this.firstDayOfWeek = firstDayOfWeek;
    this.lastDayOfWeek = lastDayOfWeek;
  }

  /** Returns the lowest number that may be written in the field. */
  int lowest(CronField field) {
    return field == CronField.DAY_OF_WEEK ? firstDayOfWeek : field.first();
  }

  /** Returns the highest number that may be written in the field. */
  int highest(CronField field) {
    return field == CronField.DAY_OF_WEEK ? lastDayOfWeek : field.last();
  }

  /** Returns what is to be added to a number that is written to get the value. */
  int shift(CronField field) {
    return this == QUARTZ && field == CronField.DAY_OF_WEEK ? -1 : 0;
  }
}
