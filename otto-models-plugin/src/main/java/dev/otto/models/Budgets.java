package dev.otto.models;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
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

  /** Returns the budget of a scope; empty if it has none. */
  public Optional<Budget> find(BudgetScope scope) {
    return Optional.ofNullable(byScope.get(scope));
  }

  /** Returns the same with another budget of one scope. */
  public Budgets with(BudgetScope scope, Budget budget) {
    var changed = new TreeMap<>(byScope);
    changed.put(scope, budget);
    return new Budgets(changed);
  }

  /** Reports whether one of them is for a month. */
  public boolean countMonths() {
    return byScope.values().stream().anyMatch(budget -> budget.usdPerMonth() != null);
  }
}
