package dev.otto.scheduler.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database on a PostgreSQL server: one connection writes, and others read. */
final class ServerDatabase implements Database {
  private final DataSource source;
  private final Writer writer;
  private final Deque<Connection> readers = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  ServerDatabase(DataSource source) {
    this.source = source;
    try {
      this.writer = new Writer(new Session(new Tx(source.getConnection(), Dialect.POSTGRESQL)));
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T write(Step<T> step) {
    return writer.write(step);
  }

  @Override
  public <T extends @Nullable Object> T read(Step<T> step) {
    if (closed) {
      throw DatabaseException.closed();
    }
    try {
      Connection idle = readers.poll();
      Connection connection = idle == null ? reader() : idle;
      try {
        return step.run(new Tx(connection, Dialect.POSTGRESQL));
      } finally {
        connection.rollback();
        readers.push(connection);
      }
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  private Connection reader() throws SQLException {
    Connection connection = source.getConnection();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public String location() {
    return "a PostgreSQL server";
  }

  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
    try {
      writer.close();
      for (Connection reader; (reader = readers.poll()) != null; ) {
        reader.close();
      }
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  private record Session(Tx tx) implements WritingSession {
    @Override
    public Tx begin() throws SQLException {
      tx.control("BEGIN");
      return tx;
    }

    @Override
    public void committed() {}

    @Override
    public void rollBack() throws SQLException {
      tx.control("ROLLBACK");
    }

    @Override
    public void close() throws SQLException {
      tx.connection().close();
    }
  }
}
