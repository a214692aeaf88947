package dev.otto.scheduler.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of a result, read by column name; valid only while it is being mapped. */
public final class Row {
  private final ResultSet columns;

  Row(ResultSet columns) {
    this.columns = columns;
  }

  /** Maps a row to a value. */
  @FunctionalInterface
  public interface Mapper<T> {
    T map(Row row);
  }

  /** Returns a text that is never null. */
  public String text(String column) {
    return present(column, textOrNull(column));
  }

  public @Nullable String textOrNull(String column) {
    try {
      return columns.getString(column);
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  /** Returns a number; null counts as 0. */
  public long number(String column) {
    try {
      return columns.getLong(column);
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  public @Nullable Long numberOrNull(String column) {
    try {
      long value = columns.getLong(column);
      return columns.wasNull() ? null : value;
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  /** Returns a number that was stored as an int. */
  public @Nullable Integer intOrNull(String column) {
    Long number = numberOrNull(column);
    return number == null ? null : Math.toIntExact(number);
  }

  public @Nullable Double decimalOrNull(String column) {
    try {
      double value = columns.getDouble(column);
      return columns.wasNull() ? null : value;
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  public boolean flag(String column) {
    return number(column) != 0;
  }

  /** Returns a time that is never null. */
  public Instant time(String column) {
    return present(column, timeOrNull(column));
  }

  public @Nullable Instant timeOrNull(String column) {
    Long millis = numberOrNull(column);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private static <T> T present(String column, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }
}
