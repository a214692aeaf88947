package dev.otto.scheduler.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema of a database to the version that this Otto knows.
 *
 * @param location where the rows are, as an operator knows it
 * @param wayBack what an operator can do where nothing else helps
 */
record Schema(String location, Dialect dialect, String wayBack) {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  /** The number of the last migration; a test compares it with the files. */
  static final int VERSION = 34;

  /**
   * The oldest schema whose Ottos go on working with this one. Migrations only add to the schema;
   * one that changes or takes away what is there raises this to its own number.
   */
  static final int OLDEST = 32;

  /** The name of the shared value by which older Ottos find {@link #OLDEST} of a newer one. */
  static final String OLDEST_NAME = "oldest-schema";

  /**
   * Migrates the schema if necessary; Flyway takes longer than the rest of a start, so it is not
   * asked otherwise.
   *
   * @throws DatabaseException where a newer Otto has made it with which this one cannot work
   */
  void bringUpToDate(DataSource source, Tx tx) {
    long found = version(tx);
    if (found > VERSION && allowsOlder(tx)) {
      LOG.info(
          "{} has the schema {} of a newer Otto, and this one goes on with it", location, found);
      return;
    }
    requireKnown(found, "start that version, or " + wayBack);
    if (found < VERSION) {
      // Before, where there is a table for it, so that no end in between leaves the number too low.
      if (found > 0) {
        tellOlder(tx);
      }
      migrate(source);
      tellOlder(tx);
    }
  }

  /** Reports whether a migration is due with which the Ottos of the present schema cannot go on. */
  boolean excludesOlder(Tx tx) {
    long found = version(tx);
    return found > 0 && found < OLDEST;
  }

  /** Several Ottos share a server alone; a file that a newer one has written stays refused. */
  private boolean allowsOlder(Tx tx) {
    return dialect == Dialect.POSTGRESQL
        && tx.queryFirst(
                "SELECT value FROM shared_values WHERE name = ?",
                row -> Integer.parseInt(row.text("value")) <= VERSION,
                OLDEST_NAME)
            .orElse(false);
  }

  private void tellOlder(Tx tx) {
    if (dialect == Dialect.POSTGRESQL) {
      tx.update(
          """
          INSERT INTO shared_values (name, value) VALUES (?, ?)
          ON CONFLICT (name) DO UPDATE SET value = excluded.value
          """,
          OLDEST_NAME,
          Integer.toString(OLDEST));
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
