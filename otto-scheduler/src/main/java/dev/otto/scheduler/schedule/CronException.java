package dev.otto.scheduler.schedule;

/** A cron expression that is refused: which field, which value, and what to write instead. */
public final class CronException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;

  CronException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** Refuses the value of a field. */
  static CronException of(CronField field, String value, String reason) {
    return new CronException(
        field.label(), "%s \"%s\": %s".formatted(field.label(), value, reason));
  }

  /** Returns the name of the field: {@code day of week} for instance. */
  public String field() {
    return field;
  }
}
