package dev.otto.scheduler.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that writes to PostgreSQL. It holds locks of the server, by which no two Ottos
 * write as the same one: whoever writes has them, since they belong to the same connection. A
 * connection that broke is replaced before the next transaction, if nobody else took a lock; and
 * where it broke while a transaction was committed, PostgreSQL is asked what became of that.
 */
final class ServerSession implements WritingSession {
  private static final Logger LOG = LoggerFactory.getLogger(ServerSession.class);

  /**
   * A connection that does nothing in the middle of a transaction, since its machine sleeps or is
   * cut off, is ended by the server, so that no other Otto waits for what it has locked.
   */
  static final String NOBODY_WAITS_FOR_A_SLEEPER =
      "SET idle_in_transaction_session_timeout = '10s'";

  /**
   * The server finds out within 90 seconds that a machine is gone, instead of after two hours, and
   * gives the lock back.
   */
  private static final List<String> SETTINGS =
      List.of(
          "SET tcp_keepalives_idle = 30",
          "SET tcp_keepalives_interval = 10",
          "SET tcp_keepalives_count = 6",
          NOBODY_WAITS_FOR_A_SLEEPER,
          // What was read and changed by another since is refused instead of overwritten.
          "SET default_transaction_isolation = 'repeatable read'");

  /** The oldest major version that the project of PostgreSQL maintains, and that tests run on. */
  static final int OLDEST_VERSION = 14;

  private static final String VERSION =
      "SELECT CAST(current_setting('server_version_num') AS integer) / 10000";

  /** The connection itself, as the server knows it. */
  private static final String BACKEND =
      """
      SELECT pid, CAST(backend_start AS text) AS began FROM pg_stat_activity
      WHERE pid = pg_backend_pid()
      """;

  private static final String END_BACKEND =
      """
      SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
      WHERE pid = ? AND CAST(backend_start AS text) = ?
      """;

  private static final String OWN_TRANSACTION =
      "SELECT coalesce(CAST(pg_current_xact_id_if_assigned() AS text), '') AS text";

  private static final String FATE =
      "SELECT coalesce(pg_xact_status(CAST(? AS xid8)), 'unknown') AS text";

  /** The server needs a moment to find out that a killed process has ended. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The same for a connection that it was told to end. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** A server that is started again needs some seconds until it takes connections. */
  private static final Duration RESTART = Duration.ofSeconds(30);

  private final DataSource source;
  private final String location;
  private final ServerLocks locks;
  private @Nullable Tx tx;
  private @Nullable Backend backend;

  /** A connection as the server knows it; the number alone may be another's later. */
  private record Backend(long pid, String began) {}

  ServerSession(DataSource source, ServerLocks locks) {
    this.source = source;
    this.location = locks.location();
    this.locks = locks;
  }

  /**
   * Connects and takes the locks.
   *
   * @throws DatabaseException where another Otto has one of them
   */
  void take() throws SQLException {
    connect(PATIENCE);
  }

  /** Returns the statements of the connection, outside of a transaction. */
  Tx tx() {
    if (tx == null) {
      throw DatabaseException.closed();
    }
    return tx;
  }

  @Override
  public Tx begin() throws SQLException {
    if (tx == null || tx.connection().isClosed()) {
      connectAgain("it is closed");
    }
    try {
      tx().control("BEGIN");
    } catch (SQLException e) {
      // Nothing has begun yet, so that another connection may try it.
      connectAgain(e.getMessage());
      tx().control("BEGIN");
    }
    return tx();
  }

  /** Replaces a connection that broke; says so once, however often it is tried. */
  private void connectAgain(@Nullable String why) throws SQLException {
    if (tx != null) {
      LOG.warn("The connection to {} broke ({}); connecting again", location, why);
    }
    connect(AGAIN);
    LOG.info("Connected to {} again", location);
  }

  @Override
  public void commit() throws SQLException {
    String transaction = text(tx(), OWN_TRANSACTION);
    try {
      tx().control("COMMIT");
    } catch (SQLException e) {
      if (transaction.isEmpty() || !tx().connection().isClosed() || !stored(transaction, e)) {
        throw e;
      }
    }
  }

  /**
   * Reports whether a transaction was committed although its connection broke.
   *
   * @throws DatabaseException if nobody can say
   */
  private boolean stored(String transaction, SQLException failure) {
    LOG.warn("The connection to {} broke in a commit; asking what became of it", location);
    long end = System.nanoTime() + RESTART.toNanos();
    while (true) {
      try {
        connect(PATIENCE);
        String fate = text(tx(), FATE, transaction);
        LOG.info("The transaction in which the connection to {} broke is {}", location, fate);
        return fate.equals("committed");
      } catch (SQLException | DatabaseException e) {
        if (System.nanoTime() - end >= 0) {
          failure.addSuppressed(e);
          throw DatabaseException.of(
              "The PostgreSQL server went away while a change was stored; whether it was is not"
                  + " known yet, so look at it before you try again",
              failure);
        }
        ServerLocks.pause();
      }
    }
  }

  @Override
  public void rollBack() throws SQLException {
    if (tx != null && !tx.connection().isClosed()) {
      tx.control("ROLLBACK");
    }
  }

  private void connect(Duration patience) throws SQLException {
    close();
    Connection connection = source.getConnection();
    try {
      var fresh = new Tx(connection, locks.node());
      for (String setting : SETTINGS) {
        fresh.control(setting);
      }
      requireUsable(fresh);
      endPredecessor(fresh);
      locks.take(fresh, patience);
      backend =
          fresh
              .queryFirst(BACKEND, row -> new Backend(row.number("pid"), row.text("began")))
              .orElse(null);
      tx = fresh;
    } finally {
      if (tx == null) {
        connection.close();
      }
    }
  }

  /**
   * Ends the connection that broke, where the server has not noticed: the lock is still its own.
   */
  private void endPredecessor(Tx fresh) {
    if (backend != null) {
      long ended = fresh.queryNumber(END_BACKEND, backend.pid(), backend.began());
      LOG.debug("Ended {} connections to {} that broke", ended, location);
    }
  }

  private void requireUsable(Tx fresh) {
    long version = fresh.queryNumber(VERSION);
    if (version < OLDEST_VERSION) {
      throw new DatabaseException(
          DatabaseException.Reason.UNREADABLE,
          "%s is a PostgreSQL %d; Otto needs %d or newer"
              .formatted(location, version, OLDEST_VERSION));
    }
    String encoding = text(fresh, "SELECT current_setting('server_encoding') AS text");
    if (!encoding.equals("UTF8")) {
      throw new DatabaseException(
          DatabaseException.Reason.UNREADABLE,
          "%s stores texts as %s; make a database with ENCODING 'UTF8' for Otto"
              .formatted(location, encoding));
    }
  }

  private static String text(Tx tx, String query, Object... parameters) {
    return tx.queryFirst(query, row -> row.text("text"), parameters).orElse("");
  }

  @Override
  public boolean overtaken(DatabaseException failure) {
    return failure.getCause() instanceof SQLException error
        && (PostgresErrors.overtaken(error) || PostgresErrors.outdated(error));
  }

  @Override
  public void close() {
    if (tx != null) {
      try {
        tx.connection().close();
      } catch (SQLException e) {
        LOG.debug("A broken connection to {} is given up", location, e);
      }
      tx = null;
    }
  }
}
