package dev.otto.scheduler.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A valid cron expression: Quartz's six or seven fields, five Unix fields, or a macro such as
 * {@code @daily}. Two are equal if they were typed alike.
 */
public final class CronExpression {
  private final String text;
  private final CronTimes times;

  private CronExpression(String text, CronTimes times) {
    this.text = text;
    this.times = times;
  }

  /**
   * Parses an expression as typed.
   *
   * @throws CronException if it has no meaning, more than one, or none that ever comes
   */
  public static CronExpression parse(String text) {
    return new CronExpression(text, CronParser.parse(text));
  }

  /** Returns the first moment after this one; empty if the years of the expression are over. */
  public Optional<Instant> next(Instant after, ZoneId zone) {
    return new ZonedTimes(times, zone).next(after);
  }

  /** Returns the expression as it was typed. */
  public String text() {
    return text;
  }

  /** Returns the meaning in English; empty where it takes too many words to say. */
  public Optional<String> words() {
    return CronWords.of(times);
  }

  /**
   * Returns the expression in Quartz's dialect; empty where Quartz has none or computes it
   * otherwise.
   */
  public Optional<String> quartz() {
    return QuartzForm.of(times);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronExpression cron && cron.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
