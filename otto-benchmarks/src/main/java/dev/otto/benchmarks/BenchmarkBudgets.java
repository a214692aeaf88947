package dev.otto.benchmarks;

import dev.otto.models.Budget;
import dev.otto.models.BudgetScope;
import dev.otto.models.Budgets;
import dev.otto.models.Flow;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.budget.SpendingRepository;
import dev.otto.scheduler.database.Database;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Optional;

/** Budgets that nothing reaches, as a daemon keeps them. */
public final class BenchmarkBudgets {
  private static final int JOBS = 100;

  private BenchmarkBudgets() {}

  /** Returns a ledger with a budget of everything, a flow, a provider and 100 jobs, or of none. */
  public static BudgetLedger ledger(Database database, boolean withBudgets) {
    var spent = new SpendingRepository(database);
    var ledger = new BudgetLedger(spent, InstantSource.system(), ZoneOffset.UTC);
    ledger.use(withBudgets ? budgets() : Budgets.NONE);
    return ledger;
  }

  private static Budgets budgets() {
    var large = new Budget(1e9, 1e9, 1_000_000_000_000L, Optional.empty());
    var budgets = new HashMap<BudgetScope, Budget>();
    budgets.put(BudgetScope.ALL, large);
    budgets.put(BudgetScope.of(Flow.SCHEDULED_TASKS), large);
    budgets.put(BudgetScope.ofProvider(BenchmarkModels.ref(0).providerId()), large);
    for (int i = 0; i < JOBS; i++) {
      budgets.put(BudgetScope.ofJob("job " + i), large);
    }
    return new Budgets(budgets);
  }
}
