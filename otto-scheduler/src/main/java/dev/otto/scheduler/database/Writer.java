package dev.otto.scheduler.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes. A caller queues its step; whoever gets the lock runs all queued
 * steps in one transaction, so that many steps share one flush of the disk and a single one waits
 * for nobody.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int MAX_BATCH = 1024;
  private static final String STAYS_BEHIND =
      "The newest rows stay in the database's -wal file, which a copy of it needs beside it";

  private final Tx tx;
  private final OpenFile file;
  private final ReentrantLock turn = new ReentrantLock();
  private final Queue<Waiting<?>> queue = new ConcurrentLinkedQueue<>();
  private boolean closed;

  /**
   * @param file must be the one that was opened, before and after each transaction
   */
  Writer(Tx tx, OpenFile file) {
    this.tx = tx;
    this.file = file;
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

  /** Runs a step outside of a transaction, for what SQLite does only there. */
  void alone(BareStep step) throws IOException {
    turn.lock();
    try {
      ensureOpen();
      step.run(tx);
    } finally {
      passOn();
    }
  }

  /** A step outside of a transaction. */
  @FunctionalInterface
  interface BareStep {
    void run(Tx tx) throws IOException;
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
      ensureOpen();
      file.require();
      tx.control("BEGIN IMMEDIATE");
      for (Waiting<?> step : batch) {
        run(step, batch.size() > 1);
      }
      commit(batch);
      file.require();
    } catch (SQLException e) {
      abandon(batch, DatabaseException.of(e));
    } catch (DatabaseException e) {
      abandon(batch, e);
    } finally {
      batch.forEach(Waiting::wake);
    }
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
  private void run(Waiting<?> step, boolean inCompany) throws SQLException {
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

  private void commit(List<Waiting<?>> batch) throws SQLException {
    boolean nothingToKeep = batch.stream().allMatch(step -> step.failure != null);
    tx.control(nothingToKeep ? "ROLLBACK" : "COMMIT");
  }

  /** Fails every step of a batch that could not be committed, including those that succeeded. */
  private void abandon(List<Waiting<?>> batch, DatabaseException cause) {
    batch.stream().filter(step -> step.failure == null).forEach(step -> step.failure = cause);
    if (!closed) {
      try {
        tx.control("ROLLBACK");
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
        try (Connection _ = tx.connection()) {
          moveIntoTheFile(tx);
        }
      }
    } finally {
      passOn();
    }
  }

  /**
   * Moves the changes into the main file. SQLite does so by itself only for the last connection of
   * all processes.
   */
  private static void moveIntoTheFile(Tx tx) {
    try {
      if (tx.queryNumber("PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
        LOG.warn(STAYS_BEHIND + ": another program reads the database");
      }
    } catch (DatabaseException e) {
      LOG.warn(STAYS_BEHIND + ": {}", e.getMessage());
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
