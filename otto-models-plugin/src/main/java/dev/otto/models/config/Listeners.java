package dev.otto.models.config;

import dev.otto.models.FlowDefaults;
import dev.otto.models.config.FlowDefaultsListener.Origin;
import dev.otto.models.log.LogEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers changes to listeners, in order and outside the file lock. A change is queued while the
 * file is locked, which fixes the order, and delivered afterwards, so that a listener may take its
 * time and use the file itself. One thread delivers at a time, including what others queue
 * meanwhile.
 */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(FlowDefaultsFile.class);

  private final List<FlowDefaultsListener> listeners = new CopyOnWriteArrayList<>();
  private final Queue<QueuedChange> untold = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean telling = new AtomicBoolean();

  private record QueuedChange(FlowDefaults before, FlowDefaults after, Origin origin) {}

  void add(FlowDefaultsListener listener) {
    listeners.add(listener);
  }

  void remove(FlowDefaultsListener listener) {
    listeners.remove(listener);
  }

  void note(FlowDefaults before, FlowDefaults after, Origin origin) {
    untold.add(new QueuedChange(before, after, origin));
  }

  /** Delivers the queued changes, and checks once more at the end for any queued just before. */
  void tell() {
    while (!untold.isEmpty() && telling.compareAndSet(false, true)) {
      try {
        for (QueuedChange next; (next = untold.poll()) != null; ) {
          tell(next);
        }
      } finally {
        telling.set(false);
      }
    }
  }

  private void tell(QueuedChange change) {
    for (FlowDefaultsListener listener : listeners) {
      try {
        listener.changed(change.before(), change.after(), change.origin());
      } catch (RuntimeException e) {
        LogEvent.error(LOG, "flow_defaults_listener_failed")
            .because(e)
            .say("A listener failed on a change of the flow defaults, which took effect");
      }
    }
  }
}
