package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;

/** Passes the events of a run on to every listener; one that throws does not affect the others. */
public final class RunEvents implements RunListener {
  private final Listeners<RunListener> listeners = new Listeners<>("the runs");

  /** Adds a listener until the returned subscription is closed. */
  public Subscription add(RunListener listener) {
    return listeners.add(listener);
  }

  @Override
  public void started(Run run) {
    listeners.tell(listener -> listener.started(run));
  }

  @Override
  public void resolved(Run run, Flow flow, Resolution resolution) {
    listeners.tell(listener -> listener.resolved(run, flow, resolution));
  }

  @Override
  public void fellBack(Run run, Flow flow, Resolution.Resolved resolution) {
    listeners.tell(listener -> listener.fellBack(run, flow, resolution));
  }

  @Override
  public void finished(Run run) {
    listeners.tell(listener -> listener.finished(run));
  }

  @Override
  public void endedElsewhere(Run run) {
    listeners.tell(listener -> listener.endedElsewhere(run));
  }
}
