package dev.otto.models;

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

  /** Reports whether one of them is for a month. */
  public boolean countMonths() {
    return byScope.values().stream().anyMatch(budget -> budget.usdPerMonth() != null);
  }
}
