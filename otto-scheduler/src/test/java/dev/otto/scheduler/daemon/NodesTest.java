package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.Model;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of nodes, and that a drained one starts no prompts. */
class NodesTest {
  private static final String NODES = "/external/nodes";
  private static final String HEALTH = "/observe/health";
  private static final String RARE = "basalt/basalt-4-large";
  private static final String FOREVER = "Wait. #delay=600000";

  @TempDir Path folder;
  private StandInOpenCode openCode;

  @BeforeEach
  void start() throws IOException {
    openCode = StandInOpenCode.start();
  }

  @AfterEach
  void stop() {
    openCode.close();
  }

  @Test
  void anOttoOnItsOwnIsTheOnlyNode() throws Exception {
    try (var otto = alone()) {
      JsonNode answer = otto.get(NODES);
      assertEquals("alone", answer.path("node").asText());
      assertEquals(1, answer.path("nodes").size());
      JsonNode node = answer.at("/nodes/0");
      assertTrue(node.path("live").asBoolean() && node.path("lastCheckIn").isNull(), "" + node);
      assertEquals(0, node.path("inFlight").asInt());
      JsonNode says = node.path("says");
      assertTrue(says.at("/openCode/reachable").asBoolean(), "" + node);
      assertEquals(
          StandInOpenCode.demoModels().size(), says.at("/catalog/models").asInt(), "" + node);
      assertEquals(0, says.path("clockOffsetMs").asInt());
      assertEquals(Version.number(), says.path("version").asText());
      assertEquals("alone", otto.get("/external/system/status").at("/runtime/node").asText());
      otto.call(404, "POST", NODES + "/nobody/drain", "");
    }
  }

  @Test
  void anOttoOnItsOwnThatIsDrainedStartsNoPromptUntilItIsResumed() throws Exception {
    String waiting;
    try (var otto = alone()) {
      String running = otto.create(otto.job(FOREVER));
      await().atMost(OttoOnOpenCode.LONG).until(() -> openCode.asked().prompts() == 1);
      JsonNode drained = otto.call(200, "POST", NODES + "/alone/drain", "");
      assertTrue(drained.path("drained").asBoolean(), "" + drained);
      assertEquals(1, drained.path("inFlight").asInt());
      otto.call(200, "POST", NODES + "/alone/drain", "");
      JsonNode entries = otto.get("/external/audit?search=node.drain").path("entries");
      assertTrue(entries.size() == 1 && !entries.get(0).has("node"), "" + entries);
      assertTrue(otto.warnings().contains("\"drained\""), otto.warnings());
      waiting = otto.create(otto.job("Say hello."));
      abort(otto, running);
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(() -> otto.get(NODES).at("/nodes/0/inFlight").asInt() == 0);
    }
    try (var otto = alone()) {
      assertTrue(otto.get(NODES).at("/nodes/0/drained").asBoolean());
      assertEquals(1, openCode.asked().prompts());
      otto.call(200, "POST", NODES + "/alone/resume", "");
      assertEquals("succeeded", otto.finished(waiting, 1).path("state").asText());
      assertFalse(otto.warnings().contains("drained"), otto.warnings());
    }
  }

  @Test
  void whatADrainedNodeDoesNotStartIsRunByAnother() throws Exception {
    String address = TestDatabase.address(folder).url();
    try (var otherOpenCode = StandInOpenCode.start().models(withoutRare());
        var rows = TestDatabase.shared(address);
        var one = node("one", address, openCode);
        var other = node("other", address, otherOpenCode)) {
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(() -> nodes(other).values().stream().allMatch(NodesTest::isLive));
      JsonNode seen = nodes(one).get("other").at("/says/catalog");
      assertEquals(1, seen.path("missing").size(), "" + seen);
      assertEquals(0, seen.path("additional").size(), "" + seen);
      assertEquals(
          1, nodes(other).get("one").at("/says/catalog/additional").size(), "" + nodes(other));
      assertEquals(RARE, seen.path("missing").path(0).asText());
      warnsOfAModelThatOneLacks(one, other);
      // Asked of the other node.
      other.call(200, "POST", NODES + "/one/drain", "");
      assertTrue(one.warnings().contains("\"drained\""), one.warnings());
      assertFalse(other.warnings().contains("drained"), other.warnings());
      assertEquals(
          "other", one.get("/external/audit?search=node.drain").at("/entries/0/node").asText());
      for (String job : jobs(one, 6)) {
        assertEquals("other", one.finished(job, 1).path("node").asText());
      }
      assertEquals(0, openCode.asked().prompts());
      one.call(200, "POST", NODES + "/one/resume", "");
      other.call(200, "POST", NODES + "/other/drain", "");
      for (String job : jobs(other, 3)) {
        assertEquals("one", other.finished(job, 1).path("node").asText());
      }
      assertEquals(List.of(), taken(rows));
    }
  }

  @Test
  void aNodeThatIsAboutToStopAnswersAndLeavesWhatIsDueToOthers() throws Exception {
    String address = TestDatabase.address(folder).url();
    try (var otherOpenCode = StandInOpenCode.start();
        var one = node("one", address, openCode);
        var other = node("other", address, otherOpenCode)) {
      assertEquals("up", one.get(HEALTH).path("status").asText());
      one.leave();
      assertEquals("stopping", one.call(503, "GET", HEALTH, "").path("reason").asText());
      assertEquals("up", other.get(HEALTH).path("status").asText());
      for (String job : jobs(one, 3)) {
        assertEquals("other", one.finished(job, 1).path("node").asText());
      }
      assertEquals(0, openCode.asked().prompts());
      assertTrue(one.get("/external/system/status").toString().contains("Otto is stopping"));
    }
  }

  private static void warnsOfAModelThatOneLacks(OttoOnOpenCode one, OttoOnOpenCode other) {
    String job =
        one.job("Say hello.").put("modelRef", RARE).put("runAt", 4_000_000_000_000L).toString();
    String jobs = "/external/jobs?dryRun=true";
    awaitWarning(() -> one.call(201, "POST", jobs, job));
    other.call(400, "POST", jobs, job);
    awaitWarning(() -> other.call(201, "POST", jobs + "&allowUnavailable=true", job));
    String change = "{\"flowDefaults\":{\"heartbeat\":\"%s\"}}".formatted(RARE);
    awaitWarning(() -> one.call(200, "PATCH", "/external/models/defaults?dryRun=true", change));
  }

  /** Awaits it, since a node whose check-in is late on a busy machine is left out meanwhile. */
  private static void awaitWarning(Supplier<JsonNode> change) {
    String expected = RARE + " is not in the catalog of other; what runs there falls back";
    await()
        .atMost(OttoOnOpenCode.LONG)
        .until(() -> change.get().path("warnings").path(0).asText(), it -> it.startsWith(expected));
  }

  @Test
  void aNodeThatIsGoneIsShownAsSuch() throws Exception {
    String address = TestDatabase.address(folder).url();
    try (var one = node("one", address, openCode)) {
      try (var _ = node("other", address, openCode)) {
        await()
            .atMost(OttoOnOpenCode.LONG)
            .until(() -> nodes(one).containsKey("other") && isLive(nodes(one).get("other")));
      }
      await().atMost(OttoOnOpenCode.LONG).until(() -> !isLive(nodes(one).get("other")));
      assertTrue(isLive(nodes(one).get("one")));
      assertTrue(nodes(one).get("other").path("says").path("at").isNumber());
    }
  }

  private static List<String> jobs(OttoOnOpenCode otto, int count) {
    var jobs = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      jobs.add(otto.create(otto.job("Say hello to " + i)));
    }
    return jobs;
  }

  /** Returns what Quartz still counts as taken. */
  private static List<String> taken(Database rows) {
    return await()
        .atMost(OttoOnOpenCode.LONG)
        .until(
            () ->
                rows.read(
                    tx ->
                        tx.query(
                            "SELECT job_name FROM qrtz_fired_triggers WHERE sched_name = 'otto-prompts'",
                            row -> row.text("job_name"))),
            List::isEmpty);
  }

  private static boolean isLive(JsonNode node) {
    return node.path("live").asBoolean() && !node.path("says").isNull();
  }

  private static Map<String, JsonNode> nodes(OttoOnOpenCode otto) {
    var nodes = new TreeMap<String, JsonNode>();
    otto.get(NODES).path("nodes").forEach(node -> nodes.put(node.path("id").asText(), node));
    return nodes;
  }

  private static List<Model> withoutRare() {
    return StandInOpenCode.demoModels().stream()
        .filter(model -> !model.ref().toString().equals(RARE))
        .toList();
  }

  private static void abort(OttoOnOpenCode node, String job) {
    String run = node.latestRun(job);
    node.call(202, "POST", OttoOnOpenCode.path(job) + "/runs/" + run + "/abort", "");
    node.finished(job, 1);
  }

  private OttoOnOpenCode alone() throws Exception {
    return OttoOnOpenCode.configured(
        folder.resolve("alone"),
        openCode.url(),
        "{\"node\":{\"name\":\"alone\"},\"scheduler\":{\"shutdownGraceSeconds\":1}}");
  }

  private OttoOnOpenCode node(String name, String address, StandInOpenCode openCode)
      throws Exception {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"database\":{\"url\":\"%s\"},\"node\":{\"name\":\"%s\"},\"scheduler\":{\"shutdownGraceSeconds\":1}}"
            .formatted(address, name));
    return new OttoOnOpenCode(
        OttoOnOpenCode.environment(home, openCode.url()),
        (_, _, _) -> TestDatabase.shared(address, name));
  }
}
