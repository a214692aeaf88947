package dev.otto.scheduler.budget;

import static dev.otto.web.Json.millis;

import dev.otto.models.Budget;
import dev.otto.models.BudgetRaise;
import dev.otto.models.BudgetScope;
import dev.otto.models.BudgetScope.Kind;
import dev.otto.models.Budgets;
import dev.otto.models.ModelRef;
import dev.otto.models.Spending;
import dev.otto.models.Spending.Account;
import dev.otto.wire.BudgetAccount;
import dev.otto.wire.BudgetItem;
import dev.otto.wire.BudgetItem.RaisedLimits;
import dev.otto.wire.BudgetSet;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** Converts budgets to the records of the contract. */
final class BudgetJson {
  private BudgetJson() {}

  static BudgetSet set(Budgets budgets) {
    Budget all = budgets.byScope().get(BudgetScope.ALL);
    return new BudgetSet(
        all == null ? null : item(all),
        items(budgets, Kind.FLOW),
        items(budgets, Kind.PROVIDER),
        items(budgets, Kind.JOB));
  }

  private static Map<String, BudgetItem> items(Budgets budgets, Kind kind) {
    var items = new LinkedHashMap<String, BudgetItem>();
    budgets
        .byScope()
        .forEach(
            (scope, budget) -> {
              if (scope.kind() == kind) {
                items.put(scope.key(), item(budget));
              }
            });
    return items;
  }

  private static BudgetItem item(Budget budget) {
    return new BudgetItem(
        budget.usdPerDay(),
        budget.usdPerMonth(),
        budget.tokensPerDay(),
        budget.whenSpent().map(ModelRef::toString).orElse("hold"),
        budget.raised().map(BudgetJson::raise).orElse(null));
  }

  private static RaisedLimits raise(BudgetRaise raise) {
    Budget limits = raise.limits();
    return new RaisedLimits(
        limits.usdPerDay(), limits.usdPerMonth(), limits.tokensPerDay(), raise.until().toString());
  }

  static BudgetAccount account(Account account) {
    BudgetScope scope = account.scope();
    return new BudgetAccount(
        scope.kind().key(),
        scope.kind() == Kind.ALL ? null : scope.key(),
        item(account.budget()),
        account.today().costUsd(),
        account.thisMonth().costUsd(),
        account.today().tokens(),
        account.levels().stream().mapToDouble(Spending.Account.Level::share).max().orElse(0),
        account.isSpent(),
        millis(account.spentUntil().map(ZonedDateTime::toInstant).orElse(null)));
  }
}
