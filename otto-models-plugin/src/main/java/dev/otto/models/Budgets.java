package dev.otto.models;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The budget of each scope that has one. Immutable. */
public record Budgets(Map<BudgetScope, Budget> byScope) {
  /** No budgets at all. */
  public static final Budgets NONE = new Budgets(Map.of());

  public Budgets {
    byScope = Collections.unmodifiableMap(new TreeMap<>(byScope));
  }

  public boolean isEmpty() {
    return byScope.isEmpty();
  }

  /** Returns the budgets as they are at this moment: without raises that have ended. */
  public Budgets at(Instant now) {
    var present = new TreeMap<>(byScope);
    present.replaceAll((scope, budget) -> budget.at(now));
    return new Budgets(present);
  }

  /** Reports whether one of them is for a month. */
  public boolean countMonths() {
    return byScope.values().stream().anyMatch(budget -> budget.usdPerMonth() != null);
  }
}
