package dev.otto.models.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Everything that stands in the tables of a job store, read as text. */
final class QuartzTables {
  private final Connection connection;

  QuartzTables(Connection connection) {
    this.connection = connection;
  }

  Set<String> jobs() throws SQLException {
    return new TreeSet<>(column("SELECT job_name FROM qrtz_job_details"));
  }

  Set<String> triggers() throws SQLException {
    return new TreeSet<>(column("SELECT trigger_name FROM qrtz_triggers"));
  }

  /** Where anything but the keys that the application itself wrote names us, in any column. */
  void assertHoldNothingOfOtto() throws SQLException {
    List<String> tables = tables();
    assertFalse(tables.isEmpty());
    for (String table : tables) {
      for (String row : rows(table)) {
        String rest = row.replace("otto.flow", "").replace("otto.modelRef", "");
        assertFalse(rest.toLowerCase(Locale.ROOT).contains("otto"), table + ": " + row);
      }
    }
    assertEquals(jobs(), triggers());
  }

  private List<String> tables() throws SQLException {
    return column(
        "SELECT table_name FROM information_schema.tables WHERE lower(table_name) LIKE 'qrtz%'");
  }

  private List<String> column(String query) throws SQLException {
    var values = new ArrayList<String>();
    try (var statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    }
    return values;
  }

  private List<String> rows(String table) throws SQLException {
    var rows = new ArrayList<String>();
    try (var statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        var row = new StringBuilder();
        for (int column = 1; column <= columns; column++) {
          row.append(text(result, column)).append(' ');
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private static String text(ResultSet result, int column) throws SQLException {
    return switch (result.getMetaData().getColumnTypeName(column).toLowerCase(Locale.ROOT)) {
      case "bytea", "binary large object" ->
          result.getBytes(column) == null ? "" : new String(result.getBytes(column), ISO_8859_1);
      default -> String.valueOf(result.getString(column));
    };
  }
}
