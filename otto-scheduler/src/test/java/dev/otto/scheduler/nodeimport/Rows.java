package dev.otto.scheduler.nodeimport;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What really stands in a database, looked at without Otto. */
final class Rows {
  private Rows() {}

  /** Each row as a list of its values. */
  static List<List<@Nullable Object>> of(Path database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        var statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      var rows = new ArrayList<List<@Nullable Object>>();
      int columns = answer.getMetaData().getColumnCount();
      while (answer.next()) {
        var row = new ArrayList<@Nullable Object>();
        for (int i = 1; i <= columns; i++) {
          Object value = answer.getObject(i);
          row.add(value instanceof Number number ? number.longValue() : value);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  static long count(Path database, String table) throws SQLException {
    return (Long) of(database, "SELECT count(*) FROM " + table).getFirst().getFirst();
  }

  static void run(Path database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Connection connect(Path database) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database);
  }
}
