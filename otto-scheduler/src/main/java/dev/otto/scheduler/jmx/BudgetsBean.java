package dev.otto.scheduler.jmx;

import dev.otto.models.Spending.Account;
import dev.otto.scheduler.budget.BudgetLedger;
import java.util.LinkedHashMap;
import java.util.Map;

/** The budgets in JMX, as the ledger has them. */
record BudgetsBean(BudgetLedger ledger) implements BudgetsMXBean {
  static final String TYPE = "Budgets";

  @Override
  public Map<String, BudgetRow> getBudgets() {
    var rows = new LinkedHashMap<String, BudgetRow>();
    for (Account account : ledger.current().accounts()) {
      rows.put(account.scope().path(), row(account));
    }
    return rows;
  }

  @Override
  public int getSpentCount() {
    return (int) ledger.current().accounts().stream().filter(Account::isSpent).count();
  }

  @Override
  public String getTimeZone() {
    return ledger.zone().getId();
  }

  private static BudgetRow row(Account account) {
    return new BudgetRow(
        account.budget().toString(),
        account.today().costUsd(),
        account.thisMonth().costUsd(),
        account.today().tokens(),
        account.levels().stream().mapToDouble(Account.Level::share).max().orElse(0),
        account.isSpent(),
        account.spentUntil().map(until -> until.toOffsetDateTime().toString()).orElse(""));
  }
}
