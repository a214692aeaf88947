package dev.otto.scheduler.job;

import dev.otto.scheduler.actor.Actor;

/**
 * Who wants a job changed, and how the wish is to be taken.
 *
 * @param allowUnavailable accept a model that the catalog lacks
 * @param dryRun check everything and change nothing
 */
public record Order(Actor actor, boolean allowUnavailable, boolean dryRun) {

  /** Meant as it stands. */
  public static Order by(Actor actor) {
    return new Order(actor, false, false);
  }
}
