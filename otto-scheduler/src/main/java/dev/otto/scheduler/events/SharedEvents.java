package dev.otto.scheduler.events;

import dev.otto.models.event.Subscription;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.events.EventLog.EventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of the Ottos that share a database: each tells the others its own by PostgreSQL's
 * {@code NOTIFY}, and publishes theirs as if they had happened here. What is told while the
 * connection that listens is broken does not arrive; once it is back, all readers begin anew.
 */
public final class SharedEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedEvents.class);

  /** The time for which events are gathered, which are then told together. */
  private static final long GATHER_MILLIS = 20;

  private static final int MAX_WAITING = 10_000;

  /** The time that the last events may take when this ends. */
  private static final long LAST_MILLIS = 5_000;

  /** Ends the thread that tells once all before it is told. */
  private static final SharedEvent END = new SharedEvent(EventKind.AUDIT, "");

  private final Database database;
  private final String sender;
  private final EventLog events;
  private final BlockingQueue<SharedEvent> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final Map<String, StringBuilder> begun = new HashMap<>();
  private final Thread teller = Thread.ofVirtual().name("shared-events").unstarted(this::tell);
  private Subscription notices = () -> {};
  private Subscription gaps = () -> {};

  /** An event that others are to be told. */
  private record SharedEvent(EventKind kind, String data) {}

  /**
   * Creates an instance that does nothing yet.
   *
   * @param sender a word that none of the others has
   */
  public SharedEvents(Database database, String sender, EventLog events) {
    this.database = database;
    this.sender = sender;
    this.events = events;
  }

  /** Begins to tell and to listen. */
  public void start() {
    notices = database.onNotice(this::told);
    gaps = database.onMissedNotices(this::missed);
    teller.start();
  }

  /** Tells the others of an event; where that takes too long, some are left out. */
  public void publish(EventKind kind, String data) {
    if (!waiting.offer(new SharedEvent(kind, data))) {
      LOG.debug("An event is not told to the other Ottos, since too many wait for that");
    }
  }

  private void tell() {
    try {
      for (boolean ended = false; !ended; ) {
        var gathered = new ArrayList<SharedEvent>();
        gathered.add(waiting.take());
        TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
        waiting.drainTo(gathered);
        ended = gathered.remove(END);
        tell(gathered);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(List<SharedEvent> gathered) {
    try {
      database.tell(
          gathered.stream()
              .flatMap(event -> EventNotice.of(sender, event.kind(), event.data()).stream())
              .map(EventNotice::text)
              .toList());
    } catch (DatabaseException e) {
      LOG.debug("{} events are not told to the other Ottos", gathered.size(), e);
    }
  }

  private void told(String text) {
    EventNotice.parse(text).filter(notice -> !notice.sender().equals(sender)).ifPresent(this::add);
  }

  private void missed() {
    begun.clear();
    events.beginAnew();
  }

  /** Puts the parts of an event together; what lacks one is left out. */
  private void add(EventNotice notice) {
    if (notice.part() == 1) {
      begun.put(notice.sender(), new StringBuilder());
    }
    StringBuilder data = begun.get(notice.sender());
    if (data != null) {
      data.append(notice.data());
      if (notice.part() == notice.parts()) {
        begun.remove(notice.sender());
        events.publish(notice.kind(), data.toString());
      }
    }
  }

  @Override
  public void close() {
    notices.close();
    gaps.close();
    try {
      if (!waiting.offer(END, LAST_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("The last events are not told to the other Ottos, since too many wait for that");
      }
      teller.join(LAST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    teller.interrupt();
  }
}
