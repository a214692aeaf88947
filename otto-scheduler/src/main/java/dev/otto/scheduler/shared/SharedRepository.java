package dev.otto.scheduler.shared;

import dev.otto.models.event.Subscription;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import java.util.Optional;

/** The table {@code shared_values} of PostgreSQL: texts by their names. */
final class SharedRepository {
  private SharedRepository() {}

  static Optional<String> find(Tx tx, String name) {
    return tx.queryFirst(
        "SELECT value FROM shared_values WHERE name = ?", row -> row.text("value"), name);
  }

  /** Stores the first value and tells the others; false if there is one. */
  static boolean insert(Tx tx, String name, String value) {
    String insert = "INSERT INTO shared_values (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING";
    return told(tx, name, tx.update(insert, name, value));
  }

  /** Stores the value in the place of any other, without telling anybody. */
  static void put(Tx tx, String name, String value) {
    tx.update(
        """
        INSERT INTO shared_values (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """,
        name,
        value);
  }

  /** Replaces the value and tells the others; false if it is no longer the one that is expected. */
  static boolean replace(Tx tx, String name, String expected, String value) {
    String replace = "UPDATE shared_values SET value = ? WHERE name = ? AND value = ?";
    return told(tx, name, tx.update(replace, value, name, expected));
  }

  private static boolean told(Tx tx, String name, int rows) {
    if (rows == 1) {
      tx.tell(name);
    }
    return rows == 1;
  }

  /** Runs the step when somebody has changed the value. */
  static Subscription onChange(Database database, String name, Runnable step) {
    return database.onNotice(
        changed -> {
          if (changed.equals(name)) {
            step.run();
          }
        });
  }

  /**
   * Waits until nobody else holds the lock of this name, and holds it until the transaction ends.
   * Where its node is stopped in the middle, the server ends the connection before others, which
   * wait, give up; whoever lost the lock so finds the value changed.
   *
   * @throws dev.otto.scheduler.database.DatabaseException if that takes longer than five seconds
   */
  static void lock(Tx tx, String name) {
    tx.queryNumber(
        """
        SELECT count(set_config('lock_timeout', '5s', true))
          + count(set_config('idle_in_transaction_session_timeout', '3s', true))
        """);
    tx.queryNumber(
        "SELECT count(*) FROM pg_advisory_xact_lock(hashtext(?), hashtext(current_schema()))",
        name);
  }
}
