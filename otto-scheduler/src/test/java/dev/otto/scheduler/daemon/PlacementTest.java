package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job with a label runs on the nodes that have it, and on no other. */
class PlacementTest {
  private static final String NODES = "/external/nodes";
  private static final String FOREVER = "Wait. #delay=600000";
  private static final String ANYWHERE = "{\"runsOn\":null}";
  private static final String ON_GPU = "{\"runsOn\":\"gpu\"}";

  @TempDir Path folder;
  private StandInOpenCode openCode;
  private String address;
  private Database rows;

  @BeforeEach
  void start() throws IOException {
    openCode = StandInOpenCode.start();
    address = TestDatabase.address(folder).url();
    rows = TestDatabase.shared(address);
  }

  @AfterEach
  void stop() {
    rows.close();
    openCode.close();
  }

  @Test
  void aLabelledJobRunsOnTheNodeWithItsLabelAndTheOthersOnAny() throws Exception {
    try (var plain = node("plain", "");
        var gpu = node("gpu", "\"gpu\",\"berlin\"")) {
      assertEquals(
          List.of(List.of("berlin", "gpu"), List.of()),
          List.of(labels(plain, "gpu"), labels(plain, "plain")));
      for (int i = 0; i < 4; i++) {
        String job = plain.create(onGpu(plain, "Say hello to " + i));
        assertEquals("gpu", plain.finished(job, 1).path("node").asText());
      }
      plain.call(200, "POST", NODES + "/gpu/drain", "");
      // What waits for the other node holds no thread of this one.
      String first = plain.create(onGpu(plain, "Say hello."));
      String second = plain.create(onGpu(plain, "Say hello."));
      String anywhere = plain.create(plain.job("Say hello."));
      assertEquals("plain", plain.finished(anywhere, 1).path("node").asText());
      String told = plain.warnings();
      assertTrue(told.contains("\"no_node\"") && told.contains("2 jobs ("), told);
      assertTrue(
          plain.text("/observe/metrics").contains("otto_jobs_without_node{label=\"gpu\"} 2.0"));
      gpu.call(200, "POST", NODES + "/gpu/resume", "");
      gpu.call(200, "POST", NODES + "/plain/drain", "");
      for (String job : List.of(first, second, gpu.create(gpu.job("Say hello.")))) {
        assertEquals("gpu", gpu.finished(job, 1).path("node").asText());
      }
      assertFalse(gpu.warnings().contains("no_node"), gpu.warnings());
      assertFalse(plain.text("/observe/metrics").contains("otto_jobs_without_node{"));
    }
  }

  @Test
  void aChangedLabelCountsAtOnceWhileTheRunInFlightGoesOn() throws Exception {
    try (var plain = node("plain", "");
        var gpu = node("gpu", "\"gpu\"")) {
      ObjectNode later = plain.job("Say hello.").put("runAt", 4_000_000_000_000L);
      String job = plain.create(later);
      assertEquals(List.of("otto"), groups(job));
      plain.call(200, "PATCH", path(job), ON_GPU);
      assertEquals(List.of("otto:gpu"), groups(job));
      assertEquals("gpu", plain.get(path(job)).at("/job/runsOn").asText());
      // Asked of the node that may not run it.
      plain.runAgain(job);
      assertEquals("gpu", plain.finished(job, 1).path("node").asText());
      gpu.call(200, "POST", NODES + "/gpu/drain", "");
      plain.runAgain(job);
      assertEquals(List.of("otto:gpu"), groups(job));
      plain.call(200, "PATCH", path(job), ANYWHERE);
      assertEquals("plain", plain.finished(job, 2).path("node").asText());
      String running =
          plain.create(
              plain.job(FOREVER).put("scheduleType", "recurring").put("cadenceMinutes", 600));
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(() -> count("runs WHERE session_id IS NOT NULL AND state = 'running'") == 1);
      plain.call(200, "PATCH", path(running), ON_GPU);
      String run = plain.latestRun(running);
      plain.call(202, "POST", path(running) + "/runs/" + run + "/abort", "");
      assertEquals("plain", plain.finished(running, 1).path("node").asText());
      await().atMost(OttoOnOpenCode.LONG).until(() -> groups(running).equals(List.of("otto:gpu")));
      JsonNode entries = plain.get("/external/audit?search=" + running).path("entries");
      assertTrue(
          entries
              .valueStream()
              .anyMatch(entry -> entry.path("after").asText().contains("\"runsOn\":\"gpu\"")),
          "" + entries);
    }
  }

  @Test
  void aJobWhoseNodesAreGoneWaitsForOneAndIsTold() throws Exception {
    try (var plain = node("plain", "")) {
      String job;
      try (var gpu = node("gpu", "\"gpu\"")) {
        job = gpu.create(onGpu(gpu, "Say hello."));
        assertEquals("gpu", gpu.finished(job, 1).path("node").asText());
      }
      String expected = "no node that takes prompts has the label gpu now; the job waits for one";
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(
              () -> plain.call(200, "POST", path(job) + "/run-now?dryRun=true", ""),
              it -> it.path("warnings").path(0).asText().equals(expected));
      plain.runAgain(job);
      assertTrue(plain.warnings().contains("job " + job + " is due and waits"), plain.warnings());
      try (var _ = node("gpu", "\"gpu\"")) {
        assertEquals("gpu", plain.finished(job, 2).path("node").asText());
      }
    }
  }

  /** A row may be changed and its trigger not, where the node dies in between. */
  @Test
  void whatATriggerOfOtherNodesFiresIsNotClaimedAndGoesToThoseOfTheRow() throws Exception {
    try (var plain = node("plain", "")) {
      plain.call(200, "POST", NODES + "/plain/drain", "");
      String job = plain.create(plain.job("Say hello."));
      rows.write(tx -> tx.update("UPDATE jobs SET runs_on = 'gpu' WHERE id = ?", job));
      assertEquals(List.of("otto"), groups(job));
      plain.call(200, "POST", NODES + "/plain/resume", "");
      await().atMost(OttoOnOpenCode.LONG).until(() -> groups(job).equals(List.of("otto:gpu")));
      assertEquals(0, count("runs WHERE job_id = '" + job + "'"));
      String later = plain.create(plain.job("Say hello.").put("runAt", 4_000_000_000_000L));
      rows.write(tx -> tx.update("UPDATE jobs SET runs_on = 'gpu' WHERE id = ?", later));
      try (var _ = node("gpu", "\"gpu\"")) {
        assertEquals(List.of("otto:gpu"), groups(later));
        assertEquals("gpu", plain.finished(job, 1).path("node").asText());
      }
    }
  }

  @Test
  void anOttoOnItsOwnRunsWhatItHasTheLabelOfAndTellsOfTheRest() throws Exception {
    try (var otto = alone("\"gpu\"")) {
      assertEquals(List.of("gpu"), labels(otto, "alone"));
      assertEquals("succeeded", otto.run(onGpu(otto, "Say hello.")).path("state").asText());
    }
    String waiting;
    try (var otto = alone("")) {
      String body = onGpu(otto, "Say hello.").toString();
      JsonNode made = otto.call(201, "POST", "/external/jobs", body);
      waiting = made.path("id").asText();
      assertTrue(
          made.path("warnings").path(0).asText().startsWith("no node that takes prompts has"),
          "" + made);
      assertTrue(otto.warnings().contains("\"no_node\""), otto.warnings());
      assertEquals(
          "succeeded", otto.run(otto.job("Say hello.")).path("state").asText(), "the others run");
      assertEquals(0, otto.get(path(waiting) + "/runs").path("total").asInt());
    }
    try (var otto = alone("")) {
      assertEquals(0, otto.get(path(waiting) + "/runs").path("total").asInt());
      otto.call(200, "PATCH", path(waiting), ANYWHERE);
      assertEquals("succeeded", otto.finished(waiting, 1).path("state").asText());
      assertFalse(otto.warnings().contains("no_node"), otto.warnings());
      String refused =
          otto.call(400, "PATCH", path(waiting), "{\"runsOn\":\"GPU 1\"}").path("message").asText();
      assertTrue(refused.contains("\"GPU 1\" is not a label of nodes; use 1 to 32"), refused);
    }
  }

  private static String path(String job) {
    return OttoOnOpenCode.path(job);
  }

  private static ObjectNode onGpu(OttoOnOpenCode otto, String prompt) {
    return otto.job(prompt).put("runsOn", "gpu");
  }

  private static List<String> labels(OttoOnOpenCode otto, String id) {
    return otto.get(NODES)
        .path("nodes")
        .valueStream()
        .filter(node -> node.path("id").asText().equals(id))
        .flatMap(node -> node.path("labels").valueStream())
        .map(JsonNode::asText)
        .toList();
  }

  /** Returns the groups of the triggers that Quartz has of a job. */
  private List<String> groups(String job) {
    return rows.read(
        tx ->
            tx.query(
                """
                SELECT trigger_group FROM qrtz_triggers WHERE trigger_name = ?
                  AND trigger_state <> 'COMPLETE' ORDER BY trigger_group
                """,
                row -> row.text("trigger_group"),
                job));
  }

  private long count(String from) {
    return rows.read(tx -> tx.queryNumber("SELECT count(*) FROM " + from));
  }

  private OttoOnOpenCode alone(String labels) throws Exception {
    return OttoOnOpenCode.configured(
        folder.resolve("alone"),
        openCode.url(),
        "{\"node\":{\"name\":\"alone\",\"labels\":[%s]},\"scheduler\":{\"shutdownGraceSeconds\":1}}"
            .formatted(labels));
  }

  /** Makes a node with one thread for prompts. */
  private OttoOnOpenCode node(String name, String labels) throws Exception {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        home.resolve("config.jsonc"),
        """
        {"database":{"url":"%s"},"node":{"name":"%s","labels":[%s]},
         "scheduler":{"maxConcurrentPrompts":1,"shutdownGraceSeconds":1}}
        """
            .formatted(address, name, labels));
    return new OttoOnOpenCode(
        OttoOnOpenCode.environment(home, openCode.url()),
        (_, _, _) -> TestDatabase.shared(address, name));
  }
}
