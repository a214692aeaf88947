package dev.otto.scheduler.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The clock of the database beside that of this machine, both as epoch milliseconds.
 *
 * @param before this machine's when the database was asked
 * @param its the database's
 * @param after this machine's when the answer was there
 */
public record ClockReading(long before, long its, long after) {
  /** The difference up to which a node takes part; Quartz's own margin is 7.5 s. */
  private static final long MAX_MILLIS = 1000;

  static ClockReading of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long before = System.currentTimeMillis();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)")) {
        long its = row.next() ? row.getLong(1) : before;
        return new ClockReading(before, its, System.currentTimeMillis());
      }
    }
  }

  /**
   * Returns how far this machine's clock is ahead at least, which is less than nothing where it is
   * behind; where the answer took long, its clock was read anywhere in between.
   */
  public Duration ahead() {
    long least = Math.max(0, before - its);
    return Duration.ofMillis(least > 0 ? least : Math.min(0, after - its));
  }

  /** Reports whether the difference is too large to take part in a cluster. */
  public boolean isOff() {
    return isOff(ahead());
  }

  /** Reports whether a clock that is so far ahead, or behind, is too far off. */
  public static boolean isOff(Duration ahead) {
    return ahead.abs().toMillis() > MAX_MILLIS;
  }

  /** Says for the operator how far the clock is off, and what that means. */
  public String sentence() {
    return "This machine's clock is %.1f s %s the database's, so this Otto fires nothing; set the clock, by NTP for instance"
        .formatted(ahead().abs().toMillis() / 1000.0, ahead().isNegative() ? "behind" : "ahead of");
  }
}
