package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;

/** Receives the events of every run; called on the run's thread, after the row is durable. */
public interface RunListener {

  /** Called when the row of a run is open; no prompt was sent yet. */
  default void started(Run run) {}

  /**
   * Called with the model of a run that has just started, or the reason why there is none; only for
   * runs that prompt.
   */
  default void resolved(Run run, Flow flow, Resolution resolution) {}

  /**
   * Called if OpenCode refused the model that the run began with, and the refreshed catalog lacks
   * it: the run continues with another one. Not called for a run that had fallen back as it began.
   */
  default void fellBack(Run run, Flow flow, Resolution.Resolved resolution) {}

  /** Called when a run has its end and its receipt, also for runs that recovery found lost. */
  default void finished(Run run) {}

  /**
   * Called instead if another Otto has ended the run meanwhile, which took this one for gone; that
   * end stays.
   *
   * @param run with the receipt that is not stored
   */
  default void endedElsewhere(Run run) {}
}
