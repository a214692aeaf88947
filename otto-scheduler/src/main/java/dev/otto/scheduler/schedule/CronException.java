package dev.otto.scheduler.schedule;

/**
 * Thrown for an invalid cron expression; the message names the field, the value, and what to write
 * instead.
 */
public final class CronException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;

  CronException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** Returns the exception for a value of a field. */
  static CronException of(CronField field, String value, String reason) {
    return new CronException(
        field.label(), "%s \"%s\": %s".formatted(field.label(), value, reason));
  }

  /** Returns the name of the field, such as {@code day of week}. */
  public String field() {
    return field;
  }
}
