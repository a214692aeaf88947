package dev.otto.scheduler.shared;

import dev.otto.controlplane.session.Login;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.util.Optional;

/** The table {@code logins} of PostgreSQL. */
final class LoginRepository {
  private LoginRepository() {}

  static void insert(Tx tx, Login login) {
    tx.update(
        "INSERT INTO logins (key, begun_at, expires_at) VALUES (?, ?, ?)",
        login.key(),
        login.begunAt(),
        login.expiresAt());
  }

  static Optional<Login> find(Tx tx, String key) {
    return tx.queryFirst(
        "SELECT begun_at, expires_at FROM logins WHERE key = ?",
        row -> new Login(key, row.time("begun_at"), row.time("expires_at")),
        key);
  }

  static void extend(Tx tx, String key, Instant expiresAt) {
    tx.update("UPDATE logins SET expires_at = ? WHERE key = ?", expiresAt, key);
  }

  static boolean delete(Tx tx, String key) {
    return tx.update("DELETE FROM logins WHERE key = ?", key) == 1;
  }

  /** Deletes those that have expired by this time, and the eldest beyond so many. */
  static void tidy(Tx tx, Instant now, int most) {
    tx.update(
        """
        DELETE FROM logins WHERE expires_at <= ?
          OR key IN (SELECT key FROM logins ORDER BY begun_at DESC, key OFFSET ?)
        """,
        now,
        most);
  }
}
