package dev.otto.scheduler.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a {@link Step}: it runs statements, each prepared once for its connection.
 * Parameters are texts, numbers, booleans, times (stored as epoch milliseconds) or null; the caller
 * converts enums and other values to those.
 */
public final class Tx {
  private static final int ROWS_AT_ONCE = 50;

  /** The characters that are sent at once; a transcript may have a million. */
  private static final int CHARACTERS_AT_ONCE = 1_000_000;

  private final Connection connection;
  private final Dialect dialect;
  private final Optional<String> node;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /** Creates those of SQLite. */
  Tx(Connection connection) {
    this(connection, Dialect.SQLITE, Optional.empty());
  }

  /** Creates those of PostgreSQL, for this Otto. */
  Tx(Connection connection, String node) {
    this(connection, Dialect.POSTGRESQL, Optional.of(node));
  }

  private Tx(Connection connection, Dialect dialect, Optional<String> node) {
    this.connection = connection;
    this.dialect = dialect;
    this.node = node;
  }

  /** Returns what is asked of this database in another way than of others. */
  public Dialect dialect() {
    return dialect;
  }

  /**
   * Returns the name or id of this Otto, which the rows keep that it works on; empty where no other
   * can share the database.
   */
  public Optional<String> node() {
    return node;
  }

  /**
   * Tells the Ottos that share the database this name, once the transaction is stored; nothing
   * where none can. {@link Database#onNotice} has the names.
   */
  public void tell(String name) {
    if (node.isPresent()) {
      long unused = queryNumber("SELECT count(*) FROM pg_notify(?, ?)", Database.CHANNEL, name);
    }
  }

  /** Changes rows and returns their number. */
  public int update(String sql, @Nullable Object... parameters) {
    try {
      return bound(sql, parameters).executeUpdate();
    } catch (SQLException e) {
      throw DatabaseException.of(forgetting(sql, e));
    }
  }

  /** Inserts one row and returns the {@code id} that the database chose for it. */
  public long insert(String sql, @Nullable Object... parameters) {
    return query(sql + " RETURNING id", row -> row.number("id"), parameters).getFirst();
  }

  /**
   * Inserts the rows of a query of another database, without keeping them all in memory.
   *
   * @param insert has a parameter for each column of the query
   * @param progress is told the number of rows so far, again and again
   * @return the number of rows
   */
  long copy(Tx other, String query, String insert, LongConsumer progress) {
    try (PreparedStatement from = other.connection.prepareStatement(query);
        PreparedStatement to = connection.prepareStatement(insert)) {
      from.setFetchSize(ROWS_AT_ONCE);
      ResultSet rows = from.executeQuery();
      long copied = 0;
      long waiting = 0;
      while (rows.next()) {
        waiting += add(to, rows);
        if (++copied % ROWS_AT_ONCE == 0 || waiting > CHARACTERS_AT_ONCE) {
          to.executeBatch();
          waiting = 0;
          progress.accept(copied);
        }
      }
      to.executeBatch();
      return copied;
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  /** Adds the row to what is inserted next, and returns its characters. */
  private long add(PreparedStatement insert, ResultSet row) throws SQLException {
    long characters = 0;
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      Object value = row.getObject(i);
      bind(insert, i, value);
      characters += value instanceof String text ? text.length() : 0;
    }
    insert.addBatch();
    return characters;
  }

  /** Returns every row of the result. */
  public <T> List<T> query(String sql, Row.Mapper<T> mapper, @Nullable Object... parameters) {
    try (ResultSet answer = bound(sql, parameters).executeQuery()) {
      var rows = new ArrayList<T>();
      var row = new Row(answer);
      while (answer.next()) {
        rows.add(mapper.map(row));
      }
      return rows;
    } catch (SQLException e) {
      throw DatabaseException.of(forgetting(sql, e));
    }
  }

  /** Returns the first row of the result; empty if there is none. */
  public <T> Optional<T> queryFirst(
      String sql, Row.Mapper<T> mapper, @Nullable Object... parameters) {
    try (ResultSet answer = bound(sql, parameters).executeQuery()) {
      return answer.next() ? Optional.of(mapper.map(new Row(answer))) : Optional.empty();
    } catch (SQLException e) {
      throw DatabaseException.of(forgetting(sql, e));
    }
  }

  /** Returns the number in the first column of the first row; 0 if there is none. */
  public long queryNumber(String sql, @Nullable Object... parameters) {
    try (ResultSet answer = bound(sql, parameters).executeQuery()) {
      return answer.next() ? answer.getLong(1) : 0;
    } catch (SQLException e) {
      throw DatabaseException.of(forgetting(sql, e));
    }
  }

  /** Runs a transaction control statement, which takes no parameters. */
  void control(String sql) throws SQLException {
    try {
      prepared(sql).execute();
    } catch (SQLException e) {
      throw forgetting(sql, e);
    }
  }

  /**
   * Forgets the prepared statement, since the driver closes most statements that fail; the next use
   * prepares another.
   */
  private SQLException forgetting(String sql, SQLException failure) {
    try (PreparedStatement _ = prepared.remove(sql)) {
      return failure;
    } catch (SQLException closed) {
      failure.addSuppressed(closed);
      return failure;
    }
  }

  Connection connection() {
    return connection;
  }

  private PreparedStatement bound(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = prepared(sql);
    for (int i = 0; i < parameters.length; i++) {
      bind(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  private void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setObject(index, null);
      case String text -> statement.setString(index, dialect.storable(text));
      case Integer number -> statement.setLong(index, number);
      case Long number -> statement.setLong(index, number);
      case Double number -> statement.setDouble(index, number);
      case Boolean flag -> statement.setLong(index, flag ? 1 : 0);
      case Instant time -> statement.setLong(index, time.toEpochMilli());
      default -> throw new IllegalArgumentException("cannot store a " + value.getClass().getName());
    }
  }
}
