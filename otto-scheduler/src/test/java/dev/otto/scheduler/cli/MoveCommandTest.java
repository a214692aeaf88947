package dev.otto.scheduler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.config.TokenFile;
import dev.otto.scheduler.daemon.HomeLock;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.shared.SharedSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveCommandTest {
  /** A row in each table, and two where their order or number matters. */
  private static final List<String> ROWS =
      List.of(
          "INSERT INTO jobs (id, type, schedule_type, cadence_minutes, payload, next_run_at,"
              + " created_at, updated_at) VALUES ('a', 't', 'recurring', 60, '{\"prompt\":\"ü\"}',"
              + " 9007199254740993, 1, 2)",
          "INSERT INTO acknowledgements VALUES ('a', 'known', 5, 1, 'me', 'cli', 'timeout', 3)",
          "INSERT INTO runs (id, job_id, started_at, finished_at, state, created_at, cost_usd,"
              + " search_id, prompt_sha256) VALUES ('r', 'a', 1, 2, 'succeeded', 1, 2.0, 7, 'f')",
          "INSERT INTO run_prompts VALUES ('f', 'Say it.')",
          "INSERT INTO run_results VALUES ('r', '{}', 1)",
          "INSERT INTO run_transcripts VALUES ('r', 's', 1, '[]', 0)",
          "INSERT INTO audit_entries (id, at, surface, action, outcome)"
              + " VALUES (4, 1, 'cli', 'x', 'done')",
          "INSERT INTO notifications (id, created_at, source, severity, text, status)"
              + " VALUES (11, 1, 's', 'info', 't', 'sent')",
          "INSERT INTO watchdog_alerts VALUES ('r', 11, 1)",
          "INSERT INTO notification_profile (id, updated_at) VALUES (1, 1)",
          "INSERT INTO assistant_messages (id, at, session_id, resolved_model_ref, usage_complete)"
              + " VALUES (3, 1, 's', 'p/m', 1)",
          usage("'r', NULL", "p/second"),
          usage("NULL, 3", "p/first"),
          "INSERT INTO budget_warnings VALUES ('day', '2026-11-30', 11)",
          "INSERT INTO deleted_usage VALUES (1, 2, 'a', 't', 'p/m', 1, 2, 3, 4, 5, 0.25)");

  private static final String TABLES =
      """
      SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
        AND name NOT LIKE 'run_search%' AND name NOT IN ('flyway_schema_history', 'nodes',
          'node_refreshes')
      """;

  private final Path home;
  private final CapturedTerminal terminal;
  private TestDatabase.Address server;
  private Path file;

  MoveCommandTest(@TempDir Path home) {
    this.home = home;
    this.terminal = new CapturedTerminal(home);
  }

  private static String usage(String of, String model) {
    return "INSERT INTO model_usage (run_id, message_id, at, model_ref, input_tokens,"
        + " output_tokens, reasoning_tokens, cache_read_tokens, cache_write_tokens)"
        + " VALUES (%s, 1, '%s', 1, 2, 3, 4, 5)".formatted(of, model);
  }

  @BeforeEach
  void fill() throws IOException {
    OttoPaths paths = OttoPaths.of(terminal.terminal().environment());
    paths.createFolders();
    file = paths.database();
    server = TestDatabase.address(home);
    configure("");
    try (var database = SqliteDatabase.open(file)) {
      database.write(tx -> ROWS.stream().mapToInt(tx::update).sum());
    }
  }

  /** Writes the configuration, with the user that a move needs, and perhaps the address. */
  private void configure(String url) throws IOException {
    String address = url.isEmpty() ? server.url().replace("otto_", "elsewhere_") : url;
    Files.writeString(
        home.resolve("config.jsonc"),
        """
        {
          "database": {"url": "%s", "user": "%s"}, // ours
          "modelManagement": {"flowDefaults": {"heartbeat": "acme/own"}}, // cheap
          "budgets": {"all": {"usdPerDay": 5}}
        }
        """
            .formatted(address, server.user()));
  }

  @Test
  void everyRowGoesToTheServerAndBack() throws IOException {
    assertEquals(0, terminal.otto("move", "--to", server.url()), terminal.printed());
    assertTrue(terminal.out().contains("2\tmodel_usage\n"), terminal.out());
    var before = contents();
    assertTrue(before.values().stream().noneMatch(List::isEmpty), before.toString());
    Files.move(file, home.resolve("before.db"));
    configure(server.url());
    assertEquals(0, terminal.otto("move", "--to", "file"), terminal.printed());
    var after = contents();
    // The move to the server and the move back.
    var audit = after.remove("audit_entries");
    assertEquals(3, audit.size(), audit.toString());
    assertTrue(audit.get(2).contains("6, "), "the ids go on: " + audit);
    assertEquals(1, before.remove("audit_entries").size());
    assertEquals(before, after);
  }

  /** Returns the rows of each table of the file; what is searched is made anew. */
  private Map<String, List<String>> contents() {
    var contents = new TreeMap<String, List<String>>();
    try (Database database = SqliteDatabase.open(file)) {
      database.read(
          tx -> {
            for (String table : tx.query(TABLES, row -> row.text("name"))) {
              contents.put(table, rows(tx, table));
            }
            return true;
          });
    }
    return contents;
  }

  private static List<String> rows(Tx tx, String table) {
    List<String> columns =
        tx.query(
            "SELECT name FROM pragma_table_info('" + table + "') WHERE name <> 'search_id'",
            row -> row.text("name"));
    return tx.query(
        "SELECT * FROM " + table + " ORDER BY rowid",
        row -> columns.stream().map(row::textOrNull).toList().toString());
  }

  @Test
  void defaultsBudgetsAndTokenGoToTheServerAndBack() throws Exception {
    TokenFile.rotate(token(), RandomGenerator.getDefault());
    String first = Files.readString(token());
    assertEquals(0, terminal.otto("move", "--to", server.url()), terminal.printed());
    Files.move(file, home.resolve("before.db"));
    configure(server.url());
    try (var database = TestDatabase.POSTGRESQL.open(home)) {
      var shared = new SharedSettings(database);
      assertTrue(shared.read().orElseThrow().contains("acme/own"));
      assertEquals(first.strip(), shared("token", database));
      shared.change(text -> text.orElseThrow().replace("acme/own", "acme/new").replace("5", "7.5"));
      database.write(
          tx -> tx.update("UPDATE shared_values SET value = repeat('x', 32) WHERE name = 'token'"));
    }
    assertEquals(0, terminal.otto("move", "--to", "file"), terminal.printed());
    assertEquals("x".repeat(32), Files.readString(token()).strip());
    String config = Files.readString(home.resolve("config.jsonc"));
    assertTrue(config.contains("\"heartbeat\": \"acme/new\"}}, // cheap"), config);
    assertTrue(config.contains("}, // ours") && config.contains("7.5"), config);
  }

  @Test
  void aMoveThatFailsAtItsEndStoresNothingAndCanBeRepeated() throws IOException {
    Path config = home.resolve("config.jsonc");
    assertEquals(0, terminal.otto("move", "--to", server.url()), terminal.printed());
    Files.delete(file);
    configure(server.url());
    String own = Files.readString(config);
    try (var database = TestDatabase.POSTGRESQL.open(home)) {
      new SharedSettings(database).change(_ -> "{ broken");
    }
    assertNotEquals(0, terminal.otto("move", "--to", "file"));
    assertTrue(contents().values().stream().allMatch(List::isEmpty), contents().toString());
    assertEquals(own, Files.readString(config));
    try (var database = TestDatabase.POSTGRESQL.open(home)) {
      new SharedSettings(database).change(_ -> "{}");
    }
    assertEquals(0, terminal.otto("move", "--to", "file"), terminal.printed());
    assertTrue(terminal.out().contains("2\tmodel_usage\n"), terminal.out());
    assertFalse(Files.readString(config).contains("acme/own"));
  }

  private Path token() {
    return OttoPaths.of(terminal.terminal().environment()).token();
  }

  private static String shared(String name, Database database) {
    return database.read(
        tx ->
            tx.query(
                    "SELECT value FROM shared_values WHERE name = ?",
                    row -> row.text("value"),
                    name)
                .getFirst());
  }

  @Test
  void aServerWithRowsIsLeftAsItIs() {
    assertEquals(0, terminal.otto("move", "--to", server.url()), terminal.printed());
    assertNotEquals(0, terminal.otto("move", "--to", server.url()));
    assertTrue(terminal.err().contains("has rows already"), terminal.err());
  }

  @Test
  void nothingIsMovedWhileOttoRunsOnEitherSideOrWithoutASource() throws Exception {
    assertEquals(78, terminal.otto("move", "--to", "somewhere"));
    try (var _ = HomeLock.take(OttoPaths.of(terminal.terminal().environment()))) {
      assertNotEquals(0, terminal.otto("move", "--to", server.url()));
      assertTrue(terminal.err().contains("Otto is already running on"), terminal.err());
    }
    configure(server.url());
    try (var _ = TestDatabase.shared(home)) {
      assertNotEquals(0, terminal.otto("move", "--to", server.url()));
      assertTrue(terminal.err().contains("Another Otto uses"), terminal.err());
    }
    Files.delete(file);
    assertNotEquals(0, terminal.otto("move", "--to", server.url()));
    assertTrue(terminal.err().contains("There is no database at"), terminal.err());
  }

  @Test
  void aLongMoveSaysHowFarItIs() {
    var out = new ByteArrayOutputStream();
    var clock = new SettableClock(Instant.EPOCH);
    var progress = new MoveProgress(new PrintStream(out, true, UTF_8), clock);
    progress.copied("runs", 50, 200);
    clock.advance(Duration.ofSeconds(2));
    progress.copied("runs", 100, 200);
    progress.copied("runs", 150, 200);
    assertEquals("runs: 100 of 200 rows\n", out.toString(UTF_8));
  }
}
