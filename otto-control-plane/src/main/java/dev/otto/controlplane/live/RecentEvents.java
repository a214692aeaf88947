package dev.otto.controlplane.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The latest events in order; each reader keeps its own position and waits for the next event. */
final class RecentEvents {
  private static final int RETAINED = 500;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Deque<Event> events = new ArrayDeque<>();
  private long last;
  private boolean closed;

  void add(String kind, String data) {
    lock.lock();
    try {
      if (events.size() == RETAINED) {
        events.removeFirst();
      }
      last++;
      events.addLast(new Event(last, System.nanoTime(), kind, data));
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the position of a reader that knows everything up to this long ago. */
  long asOf(Duration ago) {
    lock.lock();
    try {
      long then = System.nanoTime() - ago.toNanos();
      return last - events.stream().filter(event -> event.nanos() - then >= 0).count();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the events after a position; an empty list if none came in time or none will come. */
  List<Event> after(long place, Duration timeout) throws InterruptedException {
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

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
