package dev.otto.scheduler.database;

/**
 * All that differs between the databases in what is asked of them. Whatever else a repository
 * writes is understood by both.
 */
public enum Dialect {
  SQLITE(
      "classpath:db/migration",
      "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'flyway_schema_history'"),

  POSTGRESQL(
      "classpath:db/postgresql",
      "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
          + " AND table_name = 'flyway_schema_history'");

  private final String migrations;
  private final String historyCount;

  Dialect(String migrations, String historyCount) {
    this.migrations = migrations;
    this.historyCount = historyCount;
  }

  /** Returns the folder of Flyway's migrations. */
  String migrations() {
    return migrations;
  }

  /**
   * Returns the query that counts the tables of Flyway's history, of which there is at most one.
   */
  String historyCount() {
    return historyCount;
  }

  /** Returns the text as it can be stored: PostgreSQL has no place for the character 0. */
  String storable(String text) {
    return this == POSTGRESQL ? text.replace('\0', '\uFFFD') : text;
  }

  /**
   * Lets the ids that the database chooses follow those that are there, which SQLite does alone.
   */
  void continueAfter(Tx tx, String table, String id) {
    if (this == POSTGRESQL) {
      long unused =
          tx.queryNumber(
              "SELECT setval(pg_get_serial_sequence('%s', '%s'), coalesce(max(%s), 0) + 1, false) FROM %s"
                  .formatted(table, id, id, table));
    }
  }

  /** Returns the full-text search. */
  public FullText fullText() {
    return this == SQLITE ? new Fts5() : new TextVectors();
  }
}
