package dev.otto.scheduler.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The last events, in order. Readers keep their own place and wait for the next. */
public final class EventLog implements AutoCloseable {
  /** The place of a reader who wants everything still retained. */
  public static final long BEGINNING = 0;

  private static final int RETAINED = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final ArrayDeque<Event> events = new ArrayDeque<>(RETAINED);
  private final String epoch;
  private long last;
  private boolean closed;

  /**
   * @param startedAt told apart by it are the numbers of one process from those of the next
   */
  public EventLog(Instant startedAt) {
    this.epoch = Long.toString(startedAt.toEpochMilli(), Character.MAX_RADIX);
  }

  /** What an event is about. */
  public enum Kind {
    CATALOG,
    DEFAULTS,
    JOB,
    RUN,
    AUDIT;

    /** As on the wire. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One of them.
   *
   * @param data one line of JSON
   */
  public record Event(long number, Kind kind, String data) {}

  /** Adds one and wakes whoever waits. */
  public void publish(Kind kind, String data) {
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

  /** The place of a reader who wants only what comes from now on. */
  public long now() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** The id of an event, as a client is told. */
  public String id(Event event) {
    return epoch + "-" + event.number();
  }

  /**
   * The place of a reader who saw this id last: everything still retained, where the id is of
   * another process or none at all.
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
   * What came after that place; waits for the first of it, and gives an empty list when nothing
   * came in time or nothing will.
   */
  public List<Event> after(long place, Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = patience.toNanos();
      while (last <= place && !closed && nanos > 0) {
        nanos = news.awaitNanos(nanos);
      }
      return events.stream().filter(event -> event.number() > place).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no more will come. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Sends every reader home. */
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
