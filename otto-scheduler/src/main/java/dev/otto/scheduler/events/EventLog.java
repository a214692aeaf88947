package dev.otto.scheduler.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The latest events, in order. Each reader keeps its own position and waits for the next event. */
public final class EventLog implements AutoCloseable {
  /** The position of a reader that wants everything still retained. */
  public static final long BEGINNING = 0;

  private static final int RETAINED = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final ArrayDeque<Event> events = new ArrayDeque<>(RETAINED);
  private final String epoch;
  private long last;
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
      if (events.size() == RETAINED) {
        events.removeFirst();
      }
      last++;
      events.addLast(new Event(last, kind, data));
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
   * Returns the events after a position; waits for the first of them, and returns an empty list if
   * none came in time or none will come.
   */
  public List<Event> after(long place, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = timeout.toNanos();
      while (last <= place && !closed && nanos > 0) {
        nanos = news.awaitNanos(nanos);
      }
      return events.stream().filter(event -> event.number() > place).toList();
    } finally {
      lock.unlock();
    }
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
