package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;

/** Is told of every run; called on the thread of the run, after the row is durable. */
public interface RunListener {

  /** Its row is open; no prompt was sent yet. */
  default void started(Run run) {}

  /** The model of a run that has just started, or why there is none; only for runs that prompt. */
  default void resolved(Run run, Flow flow, Resolution resolution) {}

  /**
   * OpenCode refused the model that the run began with, and after a refresh the catalog lacks it:
   * the run goes on with another one. Not called for a run that had fallen back as it began.
   */
  default void fellBack(Run run, Flow flow, Resolution.Resolved resolution) {}

  /** It has its end and its receipt. Also called for runs that recovery found lost. */
  default void finished(Run run) {}
}
