package dev.otto.scheduler.models;

import dev.otto.models.Budgets;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The budgets beside the flow defaults, as far as the models are concerned that they name. */
public interface BudgetModels {

  /** Returns the budgets that the file has. */
  Budgets stored();

  /**
   * Changes budgets in the same write as the flow defaults, while a change of those is asked for.
   *
   * @param change of what the file has, which it may be asked for again
   * @return the pending entry of the audit, to be settled with the change of the flow defaults;
   *     empty if no budget changes
   */
  Optional<AuditEntry> changeAlong(Actor actor, UnaryOperator<Budgets> change);
}
