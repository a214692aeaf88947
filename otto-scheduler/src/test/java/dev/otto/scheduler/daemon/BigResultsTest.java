package dev.otto.scheduler.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a size that nobody expects. */
class BigResultsTest {
  private static final int MEGABYTE = 1_000_000;

  @TempDir Path home;
  private StandInOpenCode openCode;
  private OttoOnOpenCode otto;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(home.resolve("config.jsonc"), "{\"opencode\":{\"maxAnswerBytes\":2000000}}");
    openCode = StandInOpenCode.start();
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
  }

  @AfterEach
  void stop() {
    otto.close();
    openCode.close();
  }

  @Test
  void aListIsShortAndARunIsWhole() throws Exception {
    JsonNode run = whole(otto.run(job("#size=" + MEGABYTE)));
    assertEquals("x".repeat(MEGABYTE), report(run).path("summary").asText());
    assertFalse(run.path("resultTruncated").asBoolean(), "truncated");
    String jobRuns = OttoOnOpenCode.path(run.path("jobId").asText()) + "/runs";
    for (JsonNode listed :
        new JsonNode[] {
          otto.get(jobRuns).at("/runs/0"), otto.get("/external/runs?limit=1").at("/runs/0")
        }) {
      assertEquals("success", report(listed).path("status").asText());
      assertEquals("x".repeat(2_000) + "…", report(listed).path("summary").asText());
      assertTrue(listed.path("resultTruncated").asBoolean(), "truncated");
    }
  }

  @Test
  void anAnswerIsCutAtTheConfiguredSize() throws Exception {
    JsonNode run = whole(otto.run(job("#size=" + 5 * MEGABYTE)));
    assertEquals("succeeded", run.path("state").asText());
    assertEquals("x".repeat(2 * MEGABYTE), report(run).path("summary").asText());
    assertTrue(run.path("resultTruncated").asBoolean(), "truncated");
  }

  @Test
  void aPageOfBigResultsIsNeverReadWhole() throws Exception {
    otto.create(job("hello").put("id", "many").put("runAt", 4_000_000_000_000L));
    try (var database = SqliteDatabase.open(home.resolve("data/otto-state.db"))) {
      database.write(
          tx -> {
            tx.update(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
                INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state,
                  result_json, result_truncated)
                SELECT 'run-' || i, 'many', i, i, i, 'succeeded',
                  '{"status":"success","summary":"…","errors":[]}', 1 FROM n
                """);
            return tx.update(
                """
                INSERT INTO run_results (run_id, result_json, truncated)
                SELECT id, '{"summary":"' || printf('%.1000000c', 'x') || '"}', 0 FROM runs
                WHERE job_id = 'many'
                """);
          });
    }
    String page = otto.text("/external/jobs/many/runs?limit=200");
    assertTrue(page.length() < MEGABYTE, "characters: " + page.length());
    assertEquals(200, new ObjectMapper().readTree(page).path("runs").size());
    String one = otto.text("/external/jobs/many/runs/run-7");
    assertTrue(one.length() > MEGABYTE, "characters: " + one.length());
  }

  private JsonNode whole(JsonNode listed) {
    String runs = OttoOnOpenCode.path(listed.path("jobId").asText()) + "/runs/";
    return otto.get(runs + listed.path("id").asText()).path("run");
  }

  private static ObjectNode job(String prompt) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("type", "t");
    job.put("scheduleType", "oneshot").put("runAt", 1_000_000_000_000L);
    job.putObject("payload").put("prompt", prompt);
    return job;
  }

  private static JsonNode report(JsonNode run) throws Exception {
    return new ObjectMapper().readTree(run.path("resultJson").asText());
  }
}
