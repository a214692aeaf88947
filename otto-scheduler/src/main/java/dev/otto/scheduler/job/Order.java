package dev.otto.scheduler.job;

import dev.otto.scheduler.actor.Actor;

/**
 * The author and options of a request to change a job.
 *
 * @param allowUnavailable accept a model that is not in the catalog
 * @param dryRun check everything and change nothing
 * @param overBudget run now, whatever the budgets say
 */
public record Order(Actor actor, boolean allowUnavailable, boolean dryRun, boolean overBudget) {

  /** Creates a request that the budgets bind. */
  public Order(Actor actor, boolean allowUnavailable, boolean dryRun) {
    this(actor, allowUnavailable, dryRun, false);
  }

  /** Returns a request without options. */
  public static Order by(Actor actor) {
    return new Order(actor, false, false);
  }
}
