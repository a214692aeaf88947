package dev.otto.scheduler.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema of a database to the version that this Otto knows.
 *
 * @param location where the rows are, as an operator knows it
 * @param wayBack what an operator can do where nothing else helps
 */
record Schema(String location, Dialect dialect, String wayBack) {
  /** The number of the last migration; a test compares it with the files. */
  static final int VERSION = 33;

  /**
   * Migrates the schema if necessary; Flyway takes longer than the rest of a start, so it is not
   * asked otherwise.
   */
  void bringUpToDate(DataSource source, Tx tx) {
    long found = version(tx);
    requireKnown(found, "start that version, or " + wayBack);
    if (found < VERSION) {
      migrate(source);
    }
  }

  /**
   * Refuses the schema of a newer Otto.
   *
   * @param instead what to do
   */
  void requireKnown(long version, String instead) {
    if (version > VERSION) {
      throw new DatabaseException(
          DatabaseException.Reason.NEWER_SCHEMA,
          "%s was written by a newer Otto (schema %d, this one knows %d); %s"
              .formatted(location, version, VERSION, instead));
    }
  }

  /** Reports whether a SQLite file holds no table at all. */
  static boolean isEmpty(Tx tx) {
    return tx.queryNumber("SELECT count(*) FROM sqlite_master") == 0;
  }

  /** Returns the newest migration; 0 if there is none, or one was left incomplete. */
  long version(Tx tx) {
    return tx.queryNumber(dialect.historyCount()) == 0
        ? 0
        : tx.queryNumber(
            "SELECT CASE WHEN count(*) FILTER (WHERE NOT success) = 0"
                + " THEN max(CAST(version AS INTEGER)) ELSE 0 END FROM flyway_schema_history");
  }

  private void migrate(DataSource source) {
    try {
      flyway(source, dialect).migrate();
    } catch (FlywayException e) {
      throw DatabaseException.of(
          "The schema of "
              + location
              + " could not be brought up to date; stop what else has it open, or "
              + wayBack
              + " (--verbose shows more)",
          e);
    }
  }

  static Flyway flyway(DataSource source, Dialect dialect) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .locations(dialect.migrations())
        .load();
  }
}
