package dev.otto.scheduler.database;

import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/** A few read-only connections, opened on demand, the most recently used first. */
final class Readers implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 4;

  private final SQLiteDataSource source;
  private final Runnable opening;
  private final Semaphore permits = new Semaphore(MAX_CONNECTIONS);
  private final Deque<Tx> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /**
   * @param opening runs before each connection is opened, and may refuse it
   */
  Readers(SQLiteDataSource source, Runnable opening) {
    this.source = source;
    this.opening = opening;
  }

  /** Runs the step on one state of the database, whatever is written in the meantime. */
  <T extends @Nullable Object> T read(Step<T> step) {
    permits.acquireUninterruptibly();
    try {
      if (closed) {
        throw DatabaseException.closed();
      }
      Tx tx = idle.poll();
      return inTransaction(tx == null ? open() : tx, step);
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    } finally {
      permits.release();
    }
  }

  private Tx open() throws SQLException {
    opening.run();
    return new Tx(source.getConnection());
  }

  private <T extends @Nullable Object> T inTransaction(Tx tx, Step<T> step) throws SQLException {
    boolean usable = false;
    try {
      tx.control("BEGIN");
      try {
        return step.run(tx);
      } finally {
        tx.control("COMMIT");
        usable = true;
      }
    } finally {
      if (usable) {
        idle.push(tx);
      } else {
        tx.connection().close();
      }
    }
  }

  /** Waits for the reads in progress. */
  @Override
  public void close() throws SQLException {
    permits.acquireUninterruptibly(MAX_CONNECTIONS);
    closed = true;
    try {
      for (Tx tx; (tx = idle.poll()) != null; ) {
        tx.connection().close();
      }
    } finally {
      permits.release(MAX_CONNECTIONS);
    }
  }
}
