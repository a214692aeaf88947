package dev.otto.scheduler.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest events, in order, bounded in number and in size. Each reader keeps its own position
 * and waits for the next event.
 */
public final class EventLog implements AutoCloseable {
  /** The position of a reader that wants everything still retained. */
  public static final long BEGINNING = 0;

  private static final int RETAINED = 1_000;

  /** The characters of all retained events together. */
  private static final int RETAINED_LENGTH = 4 * 1024 * 1024;

  /** A reader that is slow holds no more than this of what others have forgotten. */
  private static final int BATCH_LENGTH = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final ArrayDeque<Event> events = new ArrayDeque<>(RETAINED);
  private final String start;
  private int gaps;
  private long last;
  private long length;
  private boolean closed;

  /**
   * @param startedAt distinguishes the numbers of this process from those of the next
   */
  public EventLog(Instant startedAt) {
    this.start = Long.toString(startedAt.toEpochMilli(), Character.MAX_RADIX);
  }

  /** The subject of an event. */
  public enum EventKind {
    CATALOG,
    DEFAULTS,
    JOB,
    RUN,
    AUDIT;

    /** Returns the name used in the REST API. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One event.
   *
   * @param data one line of JSON
   */
  public record Event(long number, EventKind kind, String data) {}

  /** Adds an event and wakes the waiting readers. */
  public void publish(EventKind kind, String data) {
    lock.lock();
    try {
      last++;
      events.addLast(new Event(last, kind, data));
      length += data.length();
      while (events.size() > RETAINED || (length > RETAINED_LENGTH && events.size() > 1)) {
        length -= events.removeFirst().data().length();
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the position of a reader that wants only future events. */
  public long now() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has all readers begin anew, because events may be missing here: the epoch of now is over, as if
   * the process had ended.
   */
  public void beginAnew() {
    lock.lock();
    try {
      gaps++;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the time in which no event is missing; the ids of its events begin with it. */
  public String epoch() {
    lock.lock();
    try {
      return gaps == 0 ? start : start + "." + gaps;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the id of an event, as those see it who have read since this epoch. */
  static String id(String epoch, Event event) {
    return epoch + "-" + event.number();
  }

  /**
   * Returns the position of a reader that last saw this id: everything still retained if the id is
   * of another epoch or process, or invalid.
   */
  public long placeOf(String id) {
    String now = epoch() + "-";
    try {
      return id.startsWith(now) ? Long.parseLong(id.substring(now.length())) : BEGINNING;
    } catch (NumberFormatException e) {
      return BEGINNING;
    }
  }

  /**
   * Returns the next events after a position; waits for the first of them, and returns an empty
   * list if none came in time or none will come in this epoch.
   */
  public List<Event> after(long place, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = timeout.toNanos();
      int known = gaps;
      while (last <= place && !closed && gaps == known && nanos > 0) {
        nanos = news.awaitNanos(nanos);
      }
      return batch(place);
    } finally {
      lock.unlock();
    }
  }

  private List<Event> batch(long place) {
    var batch = new ArrayList<Event>();
    long taken = 0;
    for (Event event : events) {
      if (event.number() > place) {
        taken += event.data().length();
        if (taken > BATCH_LENGTH && !batch.isEmpty()) {
          break;
        }
        batch.add(event);
      }
    }
    return batch;
  }

  /** Reports whether no more events will come in this epoch. */
  public boolean isOver(String epoch) {
    lock.lock();
    try {
      return closed || !epoch.equals(epoch());
    } finally {
      lock.unlock();
    }
  }

  /** Closes the log and ends every reader's wait. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
