package dev.otto.scheduler.budget;

import dev.otto.scheduler.database.Tx;

/**
 * The table {@code budget_warnings}: for each limit the last period of which the operator knows.
 */
final class BudgetWarningRepository {
  boolean isTold(Tx tx, String budget, String period) {
    return tx.queryNumber(
            "SELECT count(*) FROM budget_warnings WHERE budget = ? AND period = ?", budget, period)
        > 0;
  }

  void insert(Tx tx, String budget, String period, long notificationId) {
    tx.update("DELETE FROM budget_warnings WHERE budget = ?", budget);
    tx.update(
        "INSERT INTO budget_warnings (budget, period, notification_id) VALUES (?, ?, ?)",
        budget,
        period,
        notificationId);
  }
}
