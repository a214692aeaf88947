package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BigResultsMigrationTest {
  private static final String TEXT = "printf('%.20000c', 'x')";

  @TempDir Path folder;

  @Test
  void movesBigResultsOutOfTheListsAndKeepsThemWhole() throws Exception {
    Path file = folder.resolve("state.db");
    before(file);
    try (var database = SqliteDatabase.open(file)) {
      for (String run : List.of("report", "text")) {
        JsonNode listed = new ObjectMapper().readTree(result(database, "runs WHERE id", run));
        assertEquals("failed", listed.path("status").asText());
        assertTrue(listed.path("summary").asText().matches("x{2000}…"), listed.toString());
        assertTrue(listed.path("errors").isArray());
      }
      assertEquals("{\"a\":1}", result(database, "runs WHERE id", "small"));
      assertEquals("x".repeat(20_000), result(database, "run_results WHERE run_id", "text"));
      assertEquals(
          2L, database.read(tx -> tx.queryNumber("SELECT count(*) FROM run_results")).longValue());
      assertEquals(
          2L,
          database
              .read(tx -> tx.queryNumber("SELECT count(*) FROM runs WHERE result_truncated"))
              .longValue());
    }
  }

  private static String result(Database database, String where, String run) {
    return database
        .read(
            tx ->
                tx.queryFirst(
                    "SELECT result_json FROM " + where + " = ?",
                    row -> row.text("result_json"),
                    run))
        .orElseThrow();
  }

  private static void before(Path file) throws SQLException {
    var job =
        "INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)"
            + " VALUES ('job', 't', 'oneshot', 0, 0)";
    var runs =
        Stream.of(
                "'small', '{\"a\":1}'",
                "'text', " + TEXT,
                "'report', json_object('status', 'failed', 'summary', " + TEXT + ")")
            .map(BigResultsMigrationTest::run);
    EarlierSchema.make(file, 10, Stream.concat(Stream.of(job), runs).toList());
  }

  private static String run(String values) {
    return "INSERT INTO runs (job_id, started_at, finished_at, created_at, state, id, result_json)"
        + " VALUES ('job', 0, 0, 0, 'failed', "
        + values
        + ")";
  }
}
