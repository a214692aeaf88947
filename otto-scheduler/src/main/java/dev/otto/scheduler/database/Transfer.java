package dev.otto.scheduler.database;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * The copy of all rows of one database into another that has none, on one state of the first and in
 * one transaction of the second. What is searched is left out: whoever opens the copy makes it anew
 * from the runs, as after an update.
 *
 * @param from keeps its rows
 * @param progress is told of each part that is copied
 */
public record Transfer(Database from, Database to, Progress progress) {
  /** The tables, each after those that its rows refer to. */
  private static final List<String> TABLES =
      List.of(
          "jobs",
          "acknowledgements",
          "runs",
          "run_prompts",
          "run_results",
          "run_transcripts",
          "audit_entries",
          "notifications",
          "watchdog_alerts",
          "notification_profile",
          "assistant_messages",
          "model_usage",
          "budget_warnings",
          "deleted_usage");

  /** The tables whose ids the database chooses, with the name of the id. */
  private static final Map<String, String> CHOSEN =
      Map.of(
          "audit_entries", "id",
          "notifications", "id",
          "assistant_messages", "id",
          "model_usage", "rowid");

  /** The watcher of a copy that takes its time. */
  @FunctionalInterface
  public interface Progress {
    /** Takes note of the rows of a table that are copied so far, of so many. */
    void copied(String table, long rows, long all);
  }

  /** The last step of the transaction, for what is no row of both databases. */
  @FunctionalInterface
  public interface LastStep {
    void run(Tx source, Tx target);
  }

  /**
   * Copies everything; nothing is stored if that or the last step fails.
   *
   * @return the number of rows of each table
   * @throws DatabaseException if the target has rows already
   */
  public Map<String, Long> run(LastStep last) {
    return from.read(
        source ->
            to.write(
                target -> {
                  requireEmpty(target);
                  Map<String, Long> copied = copy(source, target);
                  last.run(source, target);
                  return copied;
                }));
  }

  private void requireEmpty(Tx target) {
    for (String table : TABLES) {
      if (count(target, table) > 0) {
        throw new DatabaseException(
            DatabaseException.Reason.OTHER,
            to.location()
                + " has rows already, and a move needs an empty database: choose another one, or"
                + " move this out of the way");
      }
    }
  }

  private Map<String, Long> copy(Tx source, Tx target) {
    var copied = new LinkedHashMap<String, Long>();
    for (String table : TABLES) {
      List<String> columns = columns(source, table);
      long all = count(source, table);
      LongConsumer part = rows -> progress.copied(table, rows, all);
      copied.put(table, target.copy(source, select(table, columns), insert(table, columns), part));
    }
    CHOSEN.forEach((table, id) -> target.dialect().continueAfter(target, table, id));
    return copied;
  }

  private static long count(Tx tx, String table) {
    return tx.queryNumber("SELECT count(*) FROM " + table);
  }

  private static List<String> columns(Tx source, String table) {
    try (var query = source.connection().prepareStatement("SELECT * FROM " + table + " LIMIT 0")) {
      ResultSetMetaData found = query.executeQuery().getMetaData();
      var columns = new ArrayList<String>();
      for (int i = 1; i <= found.getColumnCount(); i++) {
        columns.add(found.getColumnName(i));
      }
      String id = CHOSEN.get(table);
      if (id != null && !columns.contains(id)) {
        columns.add(id); // The rowid, which SQLite shows only where it is asked for.
      }
      return columns;
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  private static String select(String table, List<String> columns) {
    return columns.stream()
        .map(column -> column.equals("search_id") ? "NULL" : column)
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + table));
  }

  private static String insert(String table, List<String> columns) {
    return "INSERT INTO %s (%s) VALUES (%s)"
        .formatted(
            table,
            String.join(", ", columns),
            columns.stream().map(_ -> "?").collect(Collectors.joining(", ")));
  }
}
