package dev.otto.scheduler.database;

/** Opens a PostgreSQL for one of several Ottos. */
public final class SharedPostgres {
  private static final int READERS = 4;

  private SharedPostgres() {}

  /** Opens it for the node of this name. */
  public static PostgresDatabase open(String url, String node) {
    return PostgresDatabase.open(new PostgresDatabase.Access(url, "postgres", null, READERS), node);
  }
}
