package dev.otto.models.event;

import dev.otto.models.log.LogEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of one publisher. A listener that throws is logged; it keeps neither the others nor
 * the publisher from going on.
 *
 * <p>{@link #tell} notifies at once, on the caller's thread. A publisher that changes its state
 * under a lock calls {@link #queue} with the lock held, which fixes the order, and {@link #deliver}
 * without it, so that a listener may take its time and call the publisher again.
 *
 * @param <L> the type of the listeners
 */
public final class Listeners<L> {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final String subject;
  private final List<L> listeners = new CopyOnWriteArrayList<>();
  private final Queue<Consumer<? super L>> queued = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean delivering = new AtomicBoolean();

  /**
   * @param subject what the listeners hear of, as the log names it: "the flow defaults"
   */
  public Listeners(String subject) {
    this.subject = subject;
  }

  /** Registers a listener until the returned subscription is closed. */
  public Subscription add(L listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Notifies every listener, in the order of their registration. */
  public void tell(Consumer<? super L> event) {
    for (L listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException | LinkageError e) {
        LogEvent.error(LOG, "listener_failed")
            .with("subject", subject)
            .with("listener", listener)
            .because(e)
            .say("A listener of " + subject + " failed; what it was told of has happened");
      }
    }
  }

  /** Queues an event for the next delivery. */
  public void queue(Consumer<? super L> event) {
    queued.add(event);
  }

  /**
   * Delivers the queued events in their order. One thread delivers at a time, including what others
   * queue meanwhile; it checks once more at the end for any queued just before.
   */
  public void deliver() {
    while (!queued.isEmpty() && delivering.compareAndSet(false, true)) {
      try {
        for (Consumer<? super L> next; (next = queued.poll()) != null; ) {
          tell(next);
        }
      } finally {
        delivering.set(false);
      }
    }
  }
}
