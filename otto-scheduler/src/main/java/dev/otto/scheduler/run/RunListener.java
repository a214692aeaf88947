package dev.otto.scheduler.run;

/** Is told of every run; called on the thread of the run, after the row is durable. */
public interface RunListener {

  /** Its row is open; no prompt was sent yet. */
  default void started(Run run) {}

  /** It has its end and its receipt. Also called for runs that recovery found lost. */
  default void finished(Run run) {}
}
