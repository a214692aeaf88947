package dev.otto.scheduler.database;

import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteDataSource;

/** Brings the schema of a file to the version that this Otto knows. */
final class Schema {
  /** The number of the last migration; a test compares it with the files. */
  static final int VERSION = 24;

  private Schema() {}

  /**
   * Migrates the schema if necessary; Flyway takes longer than the rest of a start, so it is not
   * asked otherwise.
   */
  static void bringUpToDate(Path file, SQLiteDataSource source, Tx tx) {
    long found = version(tx);
    requireKnown(file, found, "start that version, or restore a backup with otto restore FILE");
    if (found < VERSION) {
      migrate(file, source);
    }
  }

  /**
   * Refuses the schema of a newer Otto.
   *
   * @param instead what to do
   */
  static void requireKnown(Path file, long version, String instead) {
    if (version > VERSION) {
      throw new DatabaseException(
          DatabaseException.Reason.NEWER_SCHEMA,
          "%s was written by a newer Otto (schema %d, this one knows %d); %s"
              .formatted(file, version, VERSION, instead));
    }
  }

  /** Reports whether the file holds no table at all. */
  static boolean isEmpty(Tx tx) {
    return tx.queryNumber("SELECT count(*) FROM sqlite_master") == 0;
  }

  /** Returns the newest migration in the file; 0 if there is none, or one was left incomplete. */
  static long version(Tx tx) {
    boolean migrated =
        tx.queryNumber(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'flyway_schema_history'")
            > 0;
    return migrated
        ? tx.queryNumber(
            "SELECT CASE WHEN min(success) = 1 THEN max(CAST(version AS INTEGER)) ELSE 0 END"
                + " FROM flyway_schema_history")
        : 0;
  }

  private static void migrate(Path file, SQLiteDataSource source) {
    try {
      flyway(source).migrate();
    } catch (FlywayException e) {
      throw DatabaseException.of(
          "The schema of "
              + file
              + " could not be brought up to date; stop what else has it open, or restore a backup"
              + " with otto restore FILE (--verbose shows more)",
          e);
    }
  }

  static Flyway flyway(SQLiteDataSource source) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:db/migration")
        .load();
  }
}
