package dev.otto.models;

import dev.otto.models.ModelResolver.Rung;
import dev.otto.models.ModelResolver.Step;
import dev.otto.models.ModelResolver.StepOutcome;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.Spending.Account;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a resolution: where a budget that binds the model is spent, the model that the
 * budget names for that takes its place if policy, fence and the other budgets let it through.
 * Otherwise nothing is prompted until the budget begins anew.
 *
 * @param job what the job asks for
 * @param flow what the flow of the job asks for
 * @param tried models that have failed in this run
 */
record BudgetRule(
    CatalogSnapshot catalog,
    Spending spending,
    Payer payer,
    ModelChoice job,
    ModelChoice flow,
    Set<ModelRef> tried) {

  /** Returns the model that may be used in the place of the one that was resolved. */
  Resolution apply(Resolution resolution, @Nullable List<Step> steps) {
    if (!(resolution instanceof Resolved resolved)) {
      return resolution;
    }
    List<Account> spent = spending.spentFor(payer, resolved.model().providerId());
    if (spent.isEmpty()) {
      return resolution;
    }
    note(steps, resolved.model(), StepOutcome.BUDGET_SPENT);
    Optional<ModelRef> named = spent.get(0).budget().whenSpent();
    if (named.isEmpty() || spent.stream().anyMatch(each -> each.budget().whenSpent().isEmpty())) {
      return held(spent, resolved, "");
    }
    ModelRef cheaper = named.get();
    StepOutcome outcome = outcome(cheaper);
    note(steps, cheaper, outcome);
    return outcome == StepOutcome.USED
        ? new Resolved(cheaper, Source.BUDGET, resolved.wanted(), catalog.updatedAt())
        : held(
            spent,
            resolved,
            ", and %s may not take its place (%s)".formatted(cheaper, outcome.key()));
  }

  private StepOutcome outcome(ModelRef cheaper) {
    if (!catalog.contains(cheaper)) {
      return StepOutcome.UNAVAILABLE;
    } else if (!job.permits(cheaper) || !flow.permits(cheaper)) {
      return StepOutcome.OUTSIDE_FENCE;
    } else if (barredByPolicy(cheaper)) {
      return StepOutcome.NOT_ALLOWED;
    } else if (tried.contains(cheaper)) {
      return StepOutcome.FAILED_BEFORE;
    }
    // The budgets that name it let it through; others bind it as they bind every model.
    boolean bound =
        spending.spentFor(payer, cheaper.providerId()).stream()
            .anyMatch(each -> !each.budget().whenSpent().equals(Optional.of(cheaper)));
    return bound ? StepOutcome.BUDGET_SPENT : StepOutcome.USED;
  }

  /** Reports whether only what is named may be used, and this is not. */
  private boolean barredByPolicy(ModelRef cheaper) {
    ModelChoice taken = job.modelRef().isPresent() ? job : flow;
    return taken.modelRef().isPresent()
        && (job.isStrict() || flow.isStrict())
        && !taken.named().contains(cheaper);
  }

  private Unresolved held(List<Account> spent, Resolved resolved, String more) {
    Account last =
        spent.stream().max((one, other) -> until(one).compareTo(until(other))).orElseThrow();
    String words = last.spentInWords();
    return Unresolved.budgetSpent(
        resolved.wanted(),
        Character.toUpperCase(words.charAt(0)) + words.substring(1) + more,
        catalog.updatedAt(),
        until(last));
  }

  private static Instant until(Account account) {
    return account.spentUntil().orElseThrow().toInstant();
  }

  private static void note(@Nullable List<Step> steps, ModelRef ref, StepOutcome outcome) {
    if (steps != null) {
      steps.add(new Step(Rung.BUDGET, Optional.of(ref), outcome));
    }
  }
}
