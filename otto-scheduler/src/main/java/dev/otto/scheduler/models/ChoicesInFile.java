package dev.otto.scheduler.models;

import dev.otto.models.Budget;
import dev.otto.models.BudgetScope;
import dev.otto.models.Budgets;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelChoice;
import java.util.List;
import java.util.Optional;

/** The choices in {@code config.jsonc}: the defaults of flows, and the models of spent budgets. */
record ChoicesInFile(FlowDefaults defaults, Budgets budgets) {

  /** Returns the choice that a change is of; empty if the file has no such flow or budget. */
  Optional<ModelChoice> find(ChoiceChange change) {
    return switch (change.kind()) {
      case FLOW -> Flow.parse(change.id()).map(defaults::choice);
      case BUDGET ->
          budgets
              .find(BudgetScope.ofPath(change.id()))
              .map(budget -> ModelChoice.of(budget.whenSpent()));
      case JOB -> Optional.empty();
    };
  }

  /** Returns the same with each change made where that choice still is as it was before. */
  ChoicesInFile with(List<ChoiceChange> changes) {
    ChoicesInFile changed = this;
    for (ChoiceChange change : changes) {
      if (find(change).filter(change.before()::equals).isPresent()) {
        changed = changed.with(change);
      }
    }
    return changed;
  }

  private ChoicesInFile with(ChoiceChange change) {
    return switch (change.kind()) {
      case FLOW ->
          new ChoicesInFile(
              defaults.with(Flow.parse(change.id()).orElseThrow(), change.after()), budgets);
      case BUDGET -> {
        BudgetScope scope = BudgetScope.ofPath(change.id());
        Budget budget = budgets.find(scope).orElseThrow();
        yield new ChoicesInFile(
            defaults, budgets.with(scope, budget.withWhenSpent(change.after().modelRef())));
      }
      case JOB -> this;
    };
  }
}
