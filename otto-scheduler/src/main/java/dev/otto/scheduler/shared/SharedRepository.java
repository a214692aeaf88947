package dev.otto.scheduler.shared;

import dev.otto.scheduler.database.Tx;
import java.util.Optional;

/** The table {@code shared_values} of PostgreSQL: texts by their names. */
final class SharedRepository {
  private SharedRepository() {}

  static Optional<String> find(Tx tx, String name) {
    return tx.queryFirst(
        "SELECT value FROM shared_values WHERE name = ?", row -> row.text("value"), name);
  }

  /** Stores the first value; false if there is one. */
  static boolean insert(Tx tx, String name, String value) {
    return tx.update(
            "INSERT INTO shared_values (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
            name,
            value)
        == 1;
  }

  /** Replaces the value; false if it is no longer the one that is expected. */
  static boolean replace(Tx tx, String name, String expected, String value) {
    return tx.update(
            "UPDATE shared_values SET value = ? WHERE name = ? AND value = ?",
            value,
            name,
            expected)
        == 1;
  }

  /**
   * Waits until nobody else holds the lock of this name, and holds it until the transaction ends.
   *
   * @throws dev.otto.scheduler.database.DatabaseException if that takes longer than five seconds
   */
  static void lock(Tx tx, String name) {
    tx.queryNumber("SELECT count(*) FROM set_config('lock_timeout', '5s', true)");
    tx.queryNumber(
        "SELECT count(*) FROM pg_advisory_xact_lock(hashtext(?), hashtext(current_schema()))",
        name);
  }
}
