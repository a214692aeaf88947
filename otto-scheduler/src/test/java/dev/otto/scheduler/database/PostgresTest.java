package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
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
  private static final Pattern STATEMENT =
      Pattern.compile("\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\\s.+", Pattern.DOTALL);

  /** Reads the SQLite file of the Node.js Otto. */
  private static final Pattern SQLITE_ONLY = Pattern.compile("NodeJsRepository.*");

  private static Database database;

  @BeforeAll
  static void open() {
    database = TestDatabase.alone(TestDatabase.empty());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void understandsEveryStatementOfTheRepositories() throws IOException {
    List<String> statements = statements();
    assertTrue(statements.size() > 50, "found " + statements.size());
    assertEquals(List.of(), database.read(tx -> refused(tx, statements)));
  }

  private static List<String> refused(Tx tx, List<String> statements) {
    return statements.stream().filter(statement -> isRefused(tx, statement)).toList();
  }

  private static boolean isRefused(Tx tx, String statement) {
    try (var prepared = tx.connection().prepareStatement(statement)) {
      prepared.getParameterMetaData(); // asks the server
      return false;
    } catch (SQLException e) {
      System.err.println(e.getMessage() + "\n" + statement);
      undo(tx); // or it refuses all that follow
      return true;
    }
  }

  private static void undo(Tx tx) {
    try {
      tx.connection().rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void understandsConditions() {
    database.write(
        tx ->
            tx.update(
                "INSERT INTO jobs (id, type, schedule_type, payload, created_at, updated_at)"
                    + " VALUES ('a', 'prompt', 'oneshot', 'Save 50% of it', 1, 1)"));
    assertEquals(List.of("a"), found("50%"));
    assertEquals(List.of("a"), found("SAVE"));
    assertEquals(List.of(), found("0% _f"));
  }

  private static List<String> found(String text) {
    var conditions =
        new Conditions()
            .contains(text, List.of("id", "payload", "model_ref"))
            .add("(updated_at, id) < (?, ?)", 2, "");
    return database.read(
        tx ->
            tx.query(
                "SELECT id FROM jobs" + conditions.where() + " LIMIT ?",
                row -> row.text("id"),
                conditions.parameters(10)));
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
    return text.replace("%d", "1").replaceAll("%(\\d\\$)?s", "?").replace("\u0001", " ");
  }
}
