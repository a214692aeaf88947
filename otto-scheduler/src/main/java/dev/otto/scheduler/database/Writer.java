package dev.otto.scheduler.database;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that writes. A caller queues its step; whoever gets the lock runs all queued
 * steps in one transaction, so that many steps share one flush of the disk and a single one waits
 * for nobody. Where others write, too, a step that was overtaken by one of them is undone and run
 * again on what that left.
 */
final class Writer implements AutoCloseable {
  private static final int MAX_BATCH = 1024;

  /** The times that a step is tried that others overtake; one of them goes on each time. */
  private static final int MAX_TRIES = 10;

  private final WritingSession session;
  private final ReentrantLock turn = new ReentrantLock();
  private final Queue<Waiting<?>> queue = new ConcurrentLinkedQueue<>();
  private final LongAdder repeated = new LongAdder();
  private boolean closed;

  Writer(WritingSession session) {
    this.session = session;
  }

  <T extends @Nullable Object> T write(Step<T> step) {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("a step must not write through the database, only its Tx");
    }
    var waiting = new Waiting<>(step);
    queue.add(waiting);
    boolean interrupted = false;
    while (!waiting.done) {
      if (turn.tryLock()) {
        try {
          runWaiting();
        } finally {
          passOn();
        }
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return waiting.result();
  }

  /** Returns how many steps were run again because a writer elsewhere had overtaken them. */
  long repeated() {
    return repeated.sum();
  }

  /** Does something outside of a transaction, for what SQLite does only there. */
  void alone(Bare work) throws IOException {
    turn.lock();
    try {
      ensureOpen();
      work.run();
    } finally {
      passOn();
    }
  }

  /** Work outside of a transaction. */
  @FunctionalInterface
  interface Bare {
    void run() throws IOException;
  }

  /** Releases the lock; the next waiting caller leads the next batch. */
  private void passOn() {
    turn.unlock();
    Waiting<?> next = queue.peek();
    if (next != null) {
      LockSupport.unpark(next.caller);
    }
  }

  private void runWaiting() {
    List<Waiting<?>> batch = nextBatch();
    if (batch.isEmpty()) {
      return;
    }
    try {
      List<Waiting<?>> left = batch;
      for (int tries = 0; tries < MAX_TRIES && !left.isEmpty(); tries++) {
        repeated.add(tries == 0 ? 0 : left.size());
        left = runInOneTransaction(left);
      }
    } finally {
      batch.forEach(Waiting::wake);
    }
  }

  /** Runs the steps, and returns those that are to be run again. */
  private List<Waiting<?>> runInOneTransaction(List<Waiting<?>> steps) {
    try {
      ensureOpen();
      Tx tx = session.begin();
      for (Waiting<?> step : steps) {
        run(tx, step, steps.size() > 1);
      }
      end(steps);
    } catch (SQLException e) {
      abandon(steps, DatabaseException.of(e));
    } catch (DatabaseException e) {
      abandon(steps, e);
    }
    return steps.stream()
        .filter(step -> step.failure instanceof DatabaseException e && session.overtaken(e))
        .toList();
  }

  private List<Waiting<?>> nextBatch() {
    var batch = new ArrayList<Waiting<?>>();
    for (Waiting<?> step; batch.size() < MAX_BATCH && (step = queue.poll()) != null; ) {
      batch.add(step);
    }
    return batch;
  }

  /**
   * Runs a step; a step that fails is undone on its own. The savepoint is omitted for a single
   * step.
   */
  private static void run(Tx tx, Waiting<?> step, boolean inCompany) throws SQLException {
    if (inCompany) {
      tx.control("SAVEPOINT step");
    }
    boolean succeeded = step.run(tx);
    if (inCompany && !succeeded) {
      tx.control("ROLLBACK TO step");
    }
    if (inCompany) {
      tx.control("RELEASE step");
    }
  }

  private void end(List<Waiting<?>> batch) throws SQLException {
    if (batch.stream().allMatch(step -> step.failure != null)) {
      session.rollBack();
    } else {
      session.commit();
    }
  }

  /** Fails every step of a batch that could not be committed, including those that succeeded. */
  private void abandon(List<Waiting<?>> batch, DatabaseException cause) {
    batch.stream().filter(step -> step.failure == null).forEach(step -> step.failure = cause);
    if (!closed) {
      try {
        session.rollBack();
      } catch (SQLException alreadyRolledBack) {
        cause.addSuppressed(alreadyRolledBack);
      }
    }
  }

  private void ensureOpen() {
    if (closed) {
      throw DatabaseException.closed();
    }
  }

  @Override
  public void close() throws SQLException {
    turn.lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } finally {
      passOn();
    }
  }

  /** A step in the queue and its result. */
  private static final class Waiting<T extends @Nullable Object> {
    private final Step<T> step;
    private final Thread caller = Thread.currentThread();
    private @Nullable T result;
    private @Nullable Throwable failure;
    private volatile boolean done;

    Waiting(Step<T> step) {
      this.step = step;
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a step throws belongs to its caller alone
    boolean run(Tx tx) {
      failure = null;
      try {
        result = step.run(tx);
        return true;
      } catch (Throwable e) {
        failure = e;
        return false;
      }
    }

    void wake() {
      done = true;
      if (caller != Thread.currentThread()) {
        LockSupport.unpark(caller);
      }
    }

    @SuppressWarnings("NullAway") // null only where the step itself answered null
    T result() {
      switch (failure) {
        case null -> {
          return result;
        }
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }
}
