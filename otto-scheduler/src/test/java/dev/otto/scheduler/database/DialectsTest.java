package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The migrations of the two databases make the same tables. Each has its own full-text search, one
 * index has fewer columns in PostgreSQL, as its migration says, and only that has Quartz's tables,
 * those that several Ottos share, and an index by rowid, which is the order of SQLite's tables.
 */
class DialectsTest {
  private static Database sqlite;
  private static Database postgres;

  @BeforeAll
  static void open(@TempDir Path folder) {
    sqlite = TestDatabase.SQLITE.open(folder);
    postgres = TestDatabase.alone(TestDatabase.empty());
  }

  @AfterAll
  static void close() {
    sqlite.close();
    postgres.close();
  }

  @Test
  void columnsAreTheSame() {
    String own =
        """
        SELECT t.name || '.' || c.name || ' ' || c.type || CASE c."notnull" WHEN 1 THEN ' not null' ELSE '' END
          || CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' default ' || c.dflt_value END
          || CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END AS line
        FROM sqlite_master t, pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND
        """
            + compared("t.name");
    String its =
        """
        SELECT c.table_name || '.' || c.column_name || ' '
          || CASE c.data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'text' THEN 'TEXT'
            WHEN 'double precision' THEN 'REAL' ELSE c.data_type END
          || CASE c.is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
          || coalesce(' default ' || c.column_default, '')
          || coalesce(' key ' || array_position(
            (SELECT i.indkey::int2[] FROM pg_index i
              WHERE i.indisprimary AND i.indrelid = c.table_name::regclass),
            c.ordinal_position::int2) + 1, '') AS line
        FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND (c.table_name, c.column_name) <> ('model_usage', 'rowid')
          AND
        """
            + compared("c.table_name");
    var ofSqlite = lines(sqlite, own);
    // The key of these is never null, though SQLite does not say so.
    ofSqlite = replaced(ofSqlite, ".id INTEGER key 1", ".id INTEGER not null key 1");
    assertTrue(ofSqlite.size() > 100, "" + ofSqlite.size());
    assertEquals(text(ofSqlite), text(lines(postgres, its)));
  }

  @Test
  void indexesAreTheSame() {
    String own =
        """
        SELECT i.tbl_name || ': ' || i.name || ' (' || group_concat(c.name, ', ' ORDER BY c.seqno) || ')'
          || CASE WHEN i.sql LIKE 'CREATE UNIQUE%' THEN ' unique' ELSE '' END
          || CASE WHEN i.sql LIKE '% WHERE %' THEN ' partial' ELSE '' END AS line
        FROM sqlite_master i, pragma_index_info(i.name) c
        WHERE i.type = 'index' AND i.sql IS NOT NULL AND
        """
            + compared("i.tbl_name")
            + " GROUP BY i.name";
    String its =
        """
        SELECT i.indrelid::regclass || ': ' || i.indexrelid::regclass || ' ('
          || (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k)
            FROM generate_series(1, i.indnatts) k) || ')'
          || CASE WHEN i.indisunique THEN ' unique' ELSE '' END
          || CASE WHEN i.indpred IS NOT NULL THEN ' partial' ELSE '' END AS line
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE NOT i.indisprimary AND c.relnamespace = 'public'::regnamespace AND
        """
            + compared("c.relname")
            + " AND i.indexrelid <> 'model_usage_by_rowid'::regclass";
    var ofSqlite = lines(sqlite, own);
    assertTrue(ofSqlite.size() > 15, "" + ofSqlite.size());
    assertEquals(
        text(ofSqlite).replaceFirst("(runs_by_start \\(started_at, id).*", "$1)"),
        text(lines(postgres, its)));
  }

  @Test
  void rowsAreDeletedWithTheSameOthersAndAreCheckedAsOften() {
    String own =
        """
        SELECT t.name || '.' || k."from" || ' -> ' || k."table" || ' ' || k.on_delete AS line
        FROM sqlite_master t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table'
        """;
    String its =
        """
        SELECT conrelid::regclass || '.' || (SELECT attname FROM pg_attribute
            WHERE attrelid = conrelid AND attnum = conkey[1]) || ' -> ' || confrelid::regclass
          || CASE confdeltype WHEN 'c' THEN ' CASCADE' WHEN 'n' THEN ' SET NULL' ELSE '' END AS line
        FROM pg_constraint WHERE contype = 'f' AND
        """
            + compared("CAST(conrelid::regclass AS text)");
    var ofSqlite = lines(sqlite, own);
    assertFalse(ofSqlite.isEmpty());
    assertEquals(text(ofSqlite), text(lines(postgres, its)));
    String checks =
        """
        SELECT name || ' ' || ((length(sql) - length(replace(sql, 'CHECK (', ''))) / 7) AS line
        FROM sqlite_master WHERE type = 'table' AND sql LIKE '%CHECK (%' AND
        """;
    String itsChecks =
        """
        SELECT conrelid::regclass || ' ' || count(*) AS line FROM pg_constraint
        WHERE contype = 'c' AND connamespace = 'public'::regnamespace GROUP BY conrelid
        """;
    assertEquals(text(lines(sqlite, checks + compared("name"))), text(lines(postgres, itsChecks)));
  }

  @Test
  void theTriggersOfQuartzHaveTablesInPostgresqlAlone() {
    String own = "SELECT name AS line FROM sqlite_master WHERE name LIKE 'qrtz%'";
    String its = "SELECT tablename AS line FROM pg_tables WHERE tablename LIKE 'qrtz%'";
    assertEquals(Set.of(), lines(sqlite, own));
    assertEquals(11, lines(postgres, its).size());
  }

  private static String compared(String table) {
    return ("%1$s NOT LIKE 'run\\_search%%' ESCAPE '\\' AND %1$s NOT IN ('flyway_schema_history', 'shared_values',"
            + " 'logins', 'failed_attempts', 'open_spending') AND %1$s NOT LIKE 'qrtz\\_%%' ESCAPE '\\'")
        .formatted(table);
  }

  private static Set<String> lines(Database database, String query) {
    List<String> lines = database.read(tx -> tx.query(query, row -> row.text("line")));
    return new TreeSet<>(lines);
  }

  private static Set<String> replaced(Set<String> lines, String end, String better) {
    var all = new TreeSet<String>();
    lines.forEach(
        line ->
            all.add(
                line.endsWith(end)
                    ? line.substring(0, line.length() - end.length()) + better
                    : line));
    return all;
  }

  private static String text(Set<String> lines) {
    return String.join("\n", lines);
  }
}
