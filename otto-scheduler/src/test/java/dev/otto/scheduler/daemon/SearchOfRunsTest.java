package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs said, found by its words. */
class SearchOfRunsTest {
  private static final int EARLIER = 250;

  @TempDir Path home;
  @AutoClose private StandInOpenCode openCode;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
  }

  @Test
  void aRunIsFoundByItsAnswerOnceItIsOver() throws Exception {
    try (var otto = new OttoOnOpenCode(home, openCode.url(), Map.of())) {
      String id = otto.run(job("Say something of hedgehogs.")).path("id").asText();
      await().until(() -> found(otto, "hedgehogs"), List.of(id)::equals);
      assertEquals(List.of(), found(otto, "porcupines"));
    }
  }

  @Test
  void theRunsOfBeforeAreFoundAWhileAfterTheStart() throws Exception {
    store();
    try (var otto = new OttoOnOpenCode(home, openCode.url(), Map.of())) {
      await().until(() -> otto.get("/external/runs?text=x").path("notSearchable").isMissingNode());
      assertEquals(List.of("run-7"), found(otto, "earlier needle 7"));
      assertEquals(200, found(otto, "earlier&limit=200").size());
    }
  }

  private static List<String> found(OttoOnOpenCode otto, String words) {
    return otto.get("/external/runs?text=" + words.replace(" ", "%20"))
        .path("runs")
        .findValuesAsText("id");
  }

  private void store() throws Exception {
    Files.createDirectories(home.resolve("data"));
    try (var database = SqliteDatabase.open(home.resolve("data/otto-state.db"))) {
      database.write(
          tx -> {
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, created_at, updated_at, terminal_state)
                VALUES ('before', 'prompt', 'oneshot', 0, 0, 'completed')
                """);
            return tx.update(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state,
                  result_json)
                SELECT 'run-' || i, 'before', i, i, i, 'succeeded',
                  '{"status":"success","summary":"earlier needle ' || i || '","errors":[]}' FROM n
                """,
                EARLIER);
          });
    }
  }

  private static ObjectNode job(String prompt) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("type", "t");
    job.put("scheduleType", "oneshot").put("runAt", 1_000_000_000_000L);
    job.putObject("payload").put("prompt", prompt);
    return job;
  }
}
