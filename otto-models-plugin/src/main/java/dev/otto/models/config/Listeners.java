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
 * Who wants to hear of changes. A change is noted while the file is locked, which gives the order,
 * and told when it is not, so that a listener may take its time and use the file itself. One thread
 * tells at a time; what others note meanwhile is left to it.
 */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(FlowDefaultsFile.class);

  private final List<FlowDefaultsListener> listeners = new CopyOnWriteArrayList<>();
  private final Queue<Change> untold = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean telling = new AtomicBoolean();

  private record Change(FlowDefaults before, FlowDefaults after, Origin origin) {}

  void add(FlowDefaultsListener listener) {
    listeners.add(listener);
  }

  void remove(FlowDefaultsListener listener) {
    listeners.remove(listener);
  }

  void note(FlowDefaults before, FlowDefaults after, Origin origin) {
    untold.add(new Change(before, after, origin));
  }

  /** Looks again after it has finished: something may have been noted just before that. */
  void tell() {
    while (!untold.isEmpty() && telling.compareAndSet(false, true)) {
      try {
        for (Change next; (next = untold.poll()) != null; ) {
          tell(next);
        }
      } finally {
        telling.set(false);
      }
    }
  }

  private void tell(Change change) {
    for (FlowDefaultsListener listener : listeners) {
      try {
        listener.changed(change.before(), change.after(), change.origin());
      } catch (RuntimeException e) {
        LogEvent.error(LOG, "flow_defaults_listener_failed")
            .because(e)
            .say("A listener failed on a change of the flow defaults, which is in force");
      }
    }
  }
}
