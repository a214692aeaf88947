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
  private final String epoch;
  private long last;
  private long length;
  private boolean closed;

  /**
   * @param startedAt distinguishes the numbers of this process from those of the next
   */
  public EventLog(Instant startedAt) {
    this.epoch = Long.toString(startedAt.toEpochMilli(), Character.MAX_RADIX);
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

  /** Returns the id of an event that clients see. */
  public String id(Event event) {
    return epoch + "-" + event.number();
  }

  /**
   * Returns the position of a reader that last saw this id: everything still retained if the id is
   * from another process or invalid.
   */
  public long placeOf(String id) {
    try {
      return id.startsWith(epoch + "-")
          ? Long.parseLong(id.substring(epoch.length() + 1))
          : BEGINNING;
    } catch (NumberFormatException e) {
      return BEGINNING;
    }
  }

  /**
   * Returns the next events after a position; waits for the first of them, and returns an empty
   * list if none came in time or none will come.
   */
  public List<Event> after(long place, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = timeout.toNanos();
      while (last <= place && !closed && nanos > 0) {
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

  /** Reports whether the log is closed, so that no more events will come. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
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
