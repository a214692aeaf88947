package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.Payer;
import dev.otto.models.Resolution;
import dev.otto.scheduler.budget.BudgetLedger;
import java.time.Instant;
import java.util.Objects;

/** Tells the ledger of budgets which runs spend, and what they spent once they are over. */
public record RunSpending(BudgetLedger ledger) implements RunListener {

  @Override
  public void resolved(Run run, Flow flow, Resolution resolution) {
    ledger.open(run.id(), Payer.ofJob(flow, run.jobId()));
  }

  @Override
  public void finished(Run run) {
    Instant end = Objects.requireNonNullElse(run.timing().finishedAt(), run.timing().startedAt());
    ledger.settle(run.id(), run.receipt().bill(), end);
  }
}
