package dev.otto.scheduler.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.database.ServerLocks.Sharing;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.quartz.utils.ConnectionProvider;

/**
 * A database on a PostgreSQL server, which several Ottos can share. Its one {@link ServerSession}
 * writes, a pool of connections reads, each on a snapshot of its own.
 */
public final class PostgresDatabase implements Database {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** The time after which a request is answered that the database is away. */
  private static final Duration POOL_WAIT = Duration.ofSeconds(5);

  /**
   * The connections in which Quartz keeps its triggers. Whatever changes them waits for one row, so
   * that more would only wait, too.
   */
  public static final int QUARTZ_CONNECTIONS = 3;

  private static final Map<PGProperty, String> UNLESS_IN_THE_ADDRESS =
      Map.of(
          PGProperty.CONNECT_TIMEOUT, Long.toString(CONNECT.toSeconds()),
          // The seconds without an answer after which a connection counts as broken.
          PGProperty.SOCKET_TIMEOUT, "30",
          PGProperty.TCP_KEEP_ALIVE, "true",
          PGProperty.APPLICATION_NAME, "otto");

  /** The lock is made as Quartz makes it where it is first taken, which may be at a first start. */
  private static final String MAKE_QUARTZ_LOCK =
      """
      INSERT INTO qrtz_locks (sched_name, lock_name) VALUES (?, 'TRIGGER_ACCESS')
      ON CONFLICT DO NOTHING
      """;

  private static final String TAKE_QUARTZ_LOCK =
      """
      SELECT 1 FROM qrtz_locks WHERE sched_name = ? AND lock_name = 'TRIGGER_ACCESS' FOR UPDATE
      """;

  private static final String WAY_BACK = "restore a backup with pg_restore";

  /** Keeps a connection whose statements are only to be prepared anew. */
  private static final SQLExceptionOverride GOES_ON =
      new SQLExceptionOverride() {
        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException error) {
          return PostgresErrors.outdated(error)
              ? SQLExceptionOverride.Override.DO_NOT_EVICT
              : SQLExceptionOverride.Override.CONTINUE_EVICT;
        }
      };

  private final String location;
  private final String node;
  private final Writer writer;
  private final HikariDataSource readers;
  private final HikariDataSource quartz;
  private final ServerNotices notices;

  private PostgresDatabase(
      ServerLocks locks, ServerSession session, PGSimpleDataSource source, int connections) {
    this.location = locks.location();
    this.node = locks.node();
    this.writer = new Writer(session);
    this.readers = readers(source, connections);
    this.quartz = quartz(source);
    this.notices = new ServerNotices(source);
  }

  /**
   * The access to a database.
   *
   * @param url the driver's, without user and password
   * @param user absent for the driver's default
   * @param connections the number of those that read
   */
  public record Access(
      String url, @Nullable String user, @Nullable String password, int connections) {

    /** Returns the address without the driver's parameters. */
    String location() {
      return url.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "");
    }

    @Override
    public String toString() {
      return "Access[" + location() + "]";
    }
  }

  /**
   * Connects beside other Ottos, and brings the schema up to date.
   *
   * @param node the name or id of this Otto, of which there can be one at a time
   * @throws DatabaseException with a sentence for the operator, also where another Otto has that
   */
  public static PostgresDatabase open(Access access, String node) {
    return open(access, node, Sharing.CLUSTER);
  }

  /**
   * Connects while no Otto uses the database, and keeps them out.
   *
   * @param program the name of what does
   * @throws DatabaseException with a sentence for the operator, also where an Otto uses it
   */
  public static PostgresDatabase openAlone(Access access, String program) {
    return open(access, program, Sharing.NOBODY);
  }

  private static PostgresDatabase open(Access access, String node, Sharing sharing) {
    PGSimpleDataSource source = source(access);
    var locks = new ServerLocks(access.location(), sharing, node);
    var session = new ServerSession(source, locks);
    try {
      session.take();
      var schema = new Schema(access.location(), Dialect.POSTGRESQL, WAY_BACK);
      if (sharing == Sharing.CLUSTER && schema.excludesOlder(session.tx())) {
        session.close();
        migrateAlone(access, node);
        return open(access, node, sharing);
      }
      schema.bringUpToDate(source, session.tx());
      return new PostgresDatabase(locks, session, source, access.connections());
    } catch (SQLException e) {
      session.close();
      throw PostgresErrors.notOpened(access.location(), e);
    } catch (PoolInitializationException e) {
      session.close();
      throw e.getCause() instanceof SQLException cause
          ? PostgresErrors.notOpened(access.location(), cause)
          : e;
    } catch (DatabaseException e) {
      session.close();
      throw e;
    }
  }

  /** Makes a change of the schema that no Otto of an older version may see while it runs. */
  private static void migrateAlone(Access access, String node) {
    try {
      openAlone(access, node).close();
    } catch (DatabaseException e) {
      throw e.reason() == DatabaseException.Reason.LOCKED
          ? new DatabaseException(
              DatabaseException.Reason.LOCKED,
              "This version of Otto changes the tables of %s so that older ones cannot go on; stop all of them, then start this one"
                  .formatted(access.location()))
          : e;
    }
  }

  private static PGSimpleDataSource source(Access access) {
    var source = new PGSimpleDataSource();
    try {
      source.setUrl(access.url());
    } catch (IllegalArgumentException e) {
      // Its message holds the whole address.
      throw new DatabaseException(
          DatabaseException.Reason.UNREADABLE,
          access.location()
              + " is no address that PostgreSQL's driver knows; check database.url, its ports"
              + " included");
    }
    UNLESS_IN_THE_ADDRESS.forEach(
        (property, value) -> {
          if (!access.url().contains(property.getName() + "=")) {
            source.setProperty(property, value);
          }
        });
    if (access.user() != null) {
      source.setUser(access.user());
    }
    if (access.password() != null) {
      source.setPassword(access.password());
    }
    return source;
  }

  private static HikariDataSource readers(PGSimpleDataSource source, int connections) {
    var config = pool("otto-readers", source, connections);
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    return new HikariDataSource(config);
  }

  /** Quartz locks rows, and then reads what others have stored meanwhile. */
  private static HikariDataSource quartz(PGSimpleDataSource source) {
    var config = pool("otto-quartz", source, QUARTZ_CONNECTIONS);
    config.setConnectionInitSql(ServerSession.NOBODY_WAITS_FOR_A_SLEEPER);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return new HikariDataSource(config);
  }

  private static HikariConfig pool(String name, PGSimpleDataSource source, int connections) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(POOL_WAIT.toMillis());
    config.setAutoCommit(false);
    // Or a connection that nobody has used yet would be in a transaction, and ended by the server.
    config.setIsolateInternalQueries(true);
    config.setExceptionOverride(GOES_ON);
    return config;
  }

  @Override
  public <T extends @Nullable Object> T write(Step<T> step) {
    return writer.write(step);
  }

  /** Each connection of the pool may have statements that are outdated. */
  @Override
  public <T extends @Nullable Object> T read(Step<T> step) {
    for (int tries = 0; tries < readers.getMaximumPoolSize(); tries++) {
      try {
        return readOnce(step);
      } catch (DatabaseException e) {
        if (!(e.getCause() instanceof SQLException cause && PostgresErrors.outdated(cause))) {
          throw e;
        }
      }
    }
    return readOnce(step);
  }

  private <T extends @Nullable Object> T readOnce(Step<T> step) {
    if (readers.isClosed()) {
      throw DatabaseException.closed();
    }
    try (Connection connection = readers.getConnection()) {
      T answer = step.run(new Tx(connection, node));
      connection.rollback(); // There is nothing to commit.
      return answer;
    } catch (SQLTransientConnectionException e) {
      throw noConnection(e);
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  /** Says why the pool had no connection: the server is away, or all are in use. */
  private DatabaseException noConnection(SQLTransientConnectionException thrown) {
    int all = readers.getMaximumPoolSize();
    return readers.getHikariPoolMXBean().getActiveConnections() == all
        ? new DatabaseException(
            DatabaseException.Reason.AWAY,
            "All %d connections that read from %s have been in use for %d s; raise database.maxConnections"
                .formatted(all, location, POOL_WAIT.toSeconds()))
        : DatabaseException.of(thrown.getCause() instanceof SQLException why ? why : thrown);
  }

  /** Returns the name or id of this Otto, which no other on this database has. */
  public String node() {
    return node;
  }

  /** Returns the connections in which Quartz keeps its triggers. */
  public ConnectionProvider quartzConnections() {
    return new QuartzConnections(quartz);
  }

  /**
   * Runs the step under the lock that all nodes take for the triggers of this scheduler; each of
   * its statements sees what was stored before that one.
   *
   * @throws DatabaseException if nothing was stored
   */
  public <T extends @Nullable Object> T writeTriggers(String scheduler, Step<T> step) {
    try (Connection connection = quartz.getConnection()) {
      var tx = new Tx(connection, node);
      tx.update(MAKE_QUARTZ_LOCK, scheduler);
      long unused = tx.queryNumber(TAKE_QUARTZ_LOCK, scheduler);
      T answer = step.run(tx);
      connection.commit();
      return answer;
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  /** Reads the clock of the server beside that of this machine. */
  public ClockReading clock() {
    return read(
        tx -> {
          try {
            return ClockReading.of(tx.connection());
          } catch (SQLException e) {
            throw DatabaseException.of(e);
          }
        });
  }

  @Override
  public long repeatedSteps() {
    return writer.repeated();
  }

  @Override
  public Subscription onNotice(Consumer<String> listener) {
    return notices.add(listener);
  }

  @Override
  public Subscription onMissedNotices(Runnable listener) {
    return notices.addForGaps(listener);
  }

  /** Tells them on a connection that stores nothing, so that nobody waits for a disk. */
  @Override
  public void tell(List<String> names) {
    read(
        tx -> {
          names.forEach(tx::tell);
          try {
            tx.connection().commit();
          } catch (SQLException e) {
            throw DatabaseException.of(e);
          }
          return names.size();
        });
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public Optional<String> problem() {
    try {
      boolean readOnly =
          writer.write(
              tx ->
                  tx.queryNumber(
                          "SELECT count(*) WHERE current_setting('transaction_read_only') = 'on'")
                      > 0);
      return readOnly
          ? Optional.of(location + " can only be read; connect to the primary server")
          : Optional.empty();
    } catch (DatabaseException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    try (readers;
        quartz;
        notices) {
      writer.close();
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }
}
