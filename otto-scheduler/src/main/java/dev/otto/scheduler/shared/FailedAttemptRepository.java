package dev.otto.scheduler.shared;

import dev.otto.scheduler.database.Tx;
import java.time.Duration;
import java.util.Optional;

/** The table {@code failed_attempts} of PostgreSQL, by whose clock it counts. */
final class FailedAttemptRepository {
  private static final String NOW =
      "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

  private FailedAttemptRepository() {}

  /** The failures so far, and the time since the first of them. */
  record Count(long failures, Duration sinceFirst) {}

  /** Adds a failure, and deletes what is older than the window. */
  static Count add(Tx tx, String address, Duration window) {
    long now = tx.queryNumber(NOW);
    tx.update("DELETE FROM failed_attempts WHERE since <= ?", now - window.toMillis());
    tx.update(
        """
        INSERT INTO failed_attempts (address, since, failures) VALUES (?, ?, 1)
        ON CONFLICT (address) DO UPDATE SET failures = failed_attempts.failures + 1
        """,
        address,
        now);
    Optional<Count> count =
        tx.queryFirst(
            "SELECT failures, since FROM failed_attempts WHERE address = ?",
            row -> new Count(row.number("failures"), Duration.ofMillis(now - row.number("since"))),
            address);
    return count.orElseThrow();
  }
}
