package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The statements of all repositories, as a real PostgreSQL understands them. */
class PostgresTest {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");
  private static final Pattern STATEMENT =
      Pattern.compile("\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\\s.+", Pattern.DOTALL);

  /**
   * Reads the SQLite file of the Node.js Otto, and full-text search, which each has its own way.
   */
  private static final Pattern SQLITE_ONLY = Pattern.compile("(Node|RunText)Repository.*");

  private static EmbeddedPostgres postgres;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.start();
    connection = postgres.getPostgresDatabase().getConnection();
    try (var statement = connection.createStatement()) {
      for (String definition : definitions()) {
        statement.execute(definition);
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    postgres.close();
  }

  @Test
  void understandsEveryStatementOfTheRepositories() throws IOException {
    List<String> statements = statements();
    assertTrue(statements.size() > 50, "found " + statements.size());
    assertEquals(List.of(), statements.stream().filter(PostgresTest::isRefused).toList());
  }

  private static boolean isRefused(String statement) {
    try (var prepared = connection.prepareStatement(statement)) {
      prepared.getParameterMetaData(); // asks the server
      return false;
    } catch (SQLException e) {
      System.err.println(e.getMessage() + "\n" + statement);
      return true;
    }
  }

  @Test
  void understandsConditions() {
    var tx = new Tx(connection);
    tx.update(
        "INSERT INTO jobs (id, type, schedule_type, payload, created_at, updated_at)"
            + " VALUES ('a', 'prompt', 'oneshot', 'Save 50% of it', 1, 1)");
    assertEquals(List.of("a"), found(tx, "50%"));
    assertEquals(List.of("a"), found(tx, "SAVE"));
    assertEquals(List.of(), found(tx, "0% _f"));
  }

  private static List<String> found(Tx tx, String text) {
    var conditions =
        new Conditions()
            .contains(text, List.of("id", "payload", "model_ref"))
            .add("(updated_at, id) < (?, ?)", 2, "");
    return tx.query(
        "SELECT id FROM jobs" + conditions.where() + " LIMIT ?",
        row -> row.text("id"),
        conditions.parameters(10));
  }

  private static List<String> statements() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*Repository(\\$.*)?\\.class"))
          .filter(file -> !SQLITE_ONLY.matcher(file.getFileName().toString()).matches())
          .flatMap(PostgresTest::texts)
          .filter(text -> STATEMENT.matcher(text).matches())
          .map(PostgresTest::complete)
          .distinct()
          .toList();
    }
  }

  private static Stream<String> texts(Path file) {
    try {
      var constants = ClassFile.of().parse(file).constantPool();
      return StreamSupport.stream(constants.spliterator(), false)
          .filter(Utf8Entry.class::isInstance)
          .map(entry -> ((Utf8Entry) entry).stringValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fills in what the compiled text leaves open: format arguments and parts put together. */
  private static String complete(String text) {
    return text.replace("%d", "1").replace("%s", "?").replace("\u0001", " ");
  }

  /**
   * Translates the tables and indexes that the migrations make; what they move stays out, and so
   * does the full-text search, of which each database has its own.
   */
  private static List<String> definitions() throws IOException {
    var all = new ArrayList<String>();
    for (int version = 1; version <= Schema.VERSION; version++) {
      for (String statement : migration(version).split(";\\s*(\n|$)", -1)) {
        String definition = statement.replaceAll("(?m)^--.*\n", "").strip();
        if (definition.matches("(?s)(CREATE (TABLE|(UNIQUE )?INDEX)|ALTER|DROP) .*")) {
          all.add(translated(definition));
        }
      }
    }
    return all;
  }

  private static String migration(int version) throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      Path file =
          files
              .filter(it -> it.getFileName().toString().startsWith("V" + version + "__"))
              .findFirst()
              .orElseThrow();
      return Files.readString(file);
    }
  }

  private static String translated(String definition) {
    return definition
        .replaceAll(
            "\\bid +INTEGER (NOT NULL )?PRIMARY KEY( AUTOINCREMENT)?",
            "id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
        .replace("CREATE TABLE model_usage (", "CREATE TABLE model_usage (rowid BIGSERIAL, ")
        .replaceAll("\\bINTEGER\\b", "BIGINT")
        .replaceAll("\\bREAL\\b", "DOUBLE PRECISION")
        .replaceAll("\\) STRICT$", ")");
  }
}
