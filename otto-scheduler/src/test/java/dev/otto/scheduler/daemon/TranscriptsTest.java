package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.OttoOnOpenCode.path;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said and done in runs, where the settings keep it. */
class TranscriptsTest {
  @TempDir Path home;
  @AutoClose private StandInOpenCode openCode;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
  }

  private OttoOnOpenCode otto(String runs) throws Exception {
    return OttoOnOpenCode.configured(home, openCode.url(), "{\"runs\":" + runs + "}");
  }

  private static ObjectNode job(String prompt) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("type", "prompt");
    job.put("scheduleType", "oneshot").put("runAt", 0);
    job.putObject("payload").put("prompt", prompt);
    return job;
  }

  private static String address(String run) {
    return "/external/runs/" + run + "/transcript";
  }

  @Test
  void itHasTheAnswerAndTheToolsWithoutWhatTheyWereGiven() throws Exception {
    try (var otto = otto("{\"transcriptDays\": 3}")) {
      JsonNode run = otto.run(job("#reads Say hedgehogs."));
      JsonNode transcript = otto.get(address(run.path("id").asText()));
      JsonNode entries = transcript.path("entries");
      assertEquals(List.of("tool", "text"), entries.findValuesAsText("kind"));
      assertEquals("read", entries.at("/0/tool/name").asText());
      assertEquals("completed", entries.at("/0/tool/status").asText());
      assertTrue(entries.at("/0/tool/input").isMissingNode(), entries.toString());
      assertTrue(entries.at("/0/tool/output").isMissingNode(), entries.toString());
      assertTrue(entries.at("/1/text").asText().contains("hedgehogs"), entries.toString());
      assertEquals(run.path("servedModelRef"), entries.at("/1/modelRef"));
      assertFalse(transcript.path("truncated").asBoolean());
      long days = (transcript.path("keptUntil").asLong() - run.path("startedAt").asLong());
      assertEquals(3, days / 86_400_000);
    }
  }

  @Test
  void whatWasAskedIsThereWithTheAnswerAndWhatForOnRequest() throws Exception {
    try (var otto = otto("{\"transcriptDays\": 3}")) {
      JsonNode entries = otto.get(address(otto.run(job("#ask")).path("id").asText()));
      JsonNode asked = entries.path("entries").findParent("tool");
      assertEquals("permission", asked.path("kind").asText(), entries.toString());
      assertEquals("bash", asked.at("/tool/name").asText());
      assertEquals("reject", asked.at("/tool/status").asText());
      assertTrue(asked.at("/tool/input").isMissingNode(), entries.toString());
    }
    try (var otto = otto("{\"transcriptDays\": 3, \"transcriptTools\": true}")) {
      JsonNode entries = otto.get(address(otto.run(job("#ask")).path("id").asText()));
      assertEquals("{\"patterns\":[\"pwd\"]}", entries.findPath("input").asText());
    }
  }

  @Test
  void whatToolsWereGivenAndReturnedIsKeptOnRequestWithoutSecretsAndNowhereElse() throws Exception {
    try (var otto = otto("{\"transcriptDays\": 3, \"transcriptTools\": true}")) {
      String id = otto.run(job("#reads Say hedgehogs.")).path("id").asText();
      JsonNode tool = otto.get(address(id)).at("/entries/0/tool");
      assertEquals("{\"of\":\"read\",\"lines\":2}", tool.path("input").asText());
      assertEquals("porcupines, password=[secret removed]", tool.path("output").asText());
      assertFalse(otto.get("/external/runs/" + id).toString().contains("porcupines"));
      assertFalse(otto.text("/external/events?once=true").contains("porcupines"));
      assertFalse(otto.text("/observe/metrics").contains("porcupines"));
      assertFalse(otto.log().contains("porcupines"));
    }
    try (var database = SqliteDatabase.open(home.resolve("data/otto-state.db"))) {
      assertEquals(
          0L,
          database.<Long>read(
              tx ->
                  tx.queryNumber(
                      "SELECT count(*) FROM run_search WHERE run_search MATCH 'porcupines'")));
    }
  }

  @Test
  void aFailedRunHasOneInOttosWords() throws Exception {
    try (var otto = otto("{\"transcriptDays\": 3, \"transcriptTools\": true}")) {
      String id = otto.run(job("#changes #status=401")).path("id").asText();
      JsonNode entries = otto.get(address(id)).path("entries");
      assertEquals(List.of("tool", "error"), entries.findValuesAsText("kind"));
      assertTrue(entries.at("/1/text").asText().contains("does not take its key"));
      assertFalse(entries.toString().contains(StandInOpenCode.PLANTED_KEY));
    }
  }

  @Test
  void anAbortedRunHasWhatWasSoFar() throws Exception {
    try (var otto = otto("{\"transcriptDays\": 3}")) {
      String id = otto.create(job("#reads #delay=600000"));
      await().until(() -> openCode.asked().prompts() == 1);
      String run = otto.latestRun(id);
      otto.call(202, "POST", path(id) + "/runs/" + run + "/abort", "");
      otto.finished(id, 1);
      assertEquals("read", otto.get(address(run)).at("/entries/0/tool/name").asText());
    }
  }

  @Test
  void itLeavesWithItsJobAndWithTheSetting() throws Exception {
    String kept;
    try (var otto = otto("{\"transcriptDays\": 3}")) {
      String id = otto.create(job("Say hedgehogs."));
      JsonNode run = otto.finished(id, 1);
      kept = otto.run(job("Say porcupines.")).path("id").asText();
      otto.call(200, "DELETE", path(id) + "?forGood=true", "");
      JsonNode gone = otto.call(404, "GET", address(run.path("id").asText()), "");
      assertTrue(gone.path("message").asText().startsWith("Run not found"), gone.toString());
      assertEquals("text", otto.get(address(kept)).at("/entries/0/kind").asText());
    }
    assertEquals(List.of(kept), runs());
    try (var otto = otto("{}")) {
      JsonNode none = otto.call(404, "GET", address(kept), "");
      assertTrue(none.path("message").asText().contains("runs.transcriptDays"), none.toString());
      String without = otto.run(job("Say hedgehogs.")).path("id").asText();
      otto.call(404, "GET", address(without), "");
      otto.call(404, "GET", address("nobody"), "");
    }
    assertEquals(List.of(kept), runs());
  }

  private List<String> runs() throws Exception {
    try (var database = SqliteDatabase.open(home.resolve("data/otto-state.db"))) {
      return database.read(
          tx -> tx.query("SELECT run_id FROM run_transcripts", row -> row.text("run_id")));
    }
  }
}
