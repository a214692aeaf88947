package dev.otto.scheduler.budget;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import java.util.List;

/**
 * The table {@code open_spending} of PostgreSQL: what runs and messages in flight on any Otto have
 * spent so far. A row counts for as long as its run or message is in flight.
 */
final class OpenSpendingRepository {
  private OpenSpendingRepository() {}

  /** Replaces the rows of one run or message. */
  static void replace(Tx tx, String id, List<SpendingRepository.Spent> amounts) {
    tx.update("DELETE FROM open_spending WHERE id = ?", id);
    for (SpendingRepository.Spent spent : amounts) {
      tx.update(
          """
          INSERT INTO open_spending (id, provider, ended_at, tokens, cost_usd)
          VALUES (?, ?, ?, ?, ?)
          """,
          id,
          spent.provider(),
          spent.endedAt(),
          spent.amount().tokens(),
          spent.amount().costUsd());
    }
  }

  /** Deletes what is in flight no more, whoever sent it. */
  static void deleteEnded(Tx tx) {
    tx.update(
        """
        DELETE FROM open_spending AS open
        WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = open.id AND state = 'running')
          AND NOT EXISTS (SELECT 1 FROM assistant_messages WHERE message_in_flight = open.id)
        """);
  }

  /** Tells all who listen that something was spent, once the transaction ends. */
  static void tell(Tx tx) {
    tx.queryNumber("SELECT count(*) FROM pg_notify(?, ?)", Database.CHANNEL, SharedSpending.NOTICE);
  }
}
