package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the events of a run on to every listener; one that throws does not affect the others. */
public final class RunEvents implements RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(RunEvents.class);

  private final List<RunListener> listeners = new CopyOnWriteArrayList<>();

  /** Adds a listener until the returned subscription is closed. */
  public RunSubscription add(RunListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A registration of a listener; closing it ends the notifications. */
  public interface RunSubscription extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  public void started(Run run) {
    tellAll(listener -> listener.started(run));
  }

  @Override
  public void resolved(Run run, Flow flow, Resolution resolution) {
    tellAll(listener -> listener.resolved(run, flow, resolution));
  }

  @Override
  public void fellBack(Run run, Flow flow, Resolution.Resolved resolution) {
    tellAll(listener -> listener.fellBack(run, flow, resolution));
  }

  @Override
  public void finished(Run run) {
    tellAll(listener -> listener.finished(run));
  }

  private void tellAll(Consumer<RunListener> news) {
    for (RunListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException e) {
        LOG.warn("A listener of runs failed; the run continues", e);
      }
    }
  }
}
