package dev.otto.scheduler.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.scheduler.opencode.FreePort;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An Otto that is killed within a replacement over 500 jobs, 100 of them with the model in their
 * chains, four flows and two budgets: at a step that a debugger stops it at. It is started again
 * each time, and has all of it or nothing; then all is taken back.
 */
class KilledReplacementTest {
  private static final String FROM = "alder/alder-4.5-large";
  private static final String TO = "basalt/basalt-4-large";
  private static final String OTHER = "iris/iris-4.5-large";
  private static final String REPLACE = "/external/models/replace";
  private static final String WANTED = "{\"from\":\"%s\",\"to\":\"%s\"}".formatted(FROM, TO);
  private static final int JOBS = 500;
  private static final int CHAINS = 100;
  private static final String CONFIG =
      """
      { // mine
        "modelManagement": {
          "flowDefaults": {
            "interactiveAssistant": "alder/alder-4.5-large",   // people wait for it
            "scheduledTasks": { "modelRef": "iris/iris-4.5-large",
              "fallbacks": [
                "iris/iris-4-mini",  // soon
                "alder/alder-4.5-large" ] },
            "heartbeat": { "modelRef": "alder/alder-4.5-large", "policy": "strict" },
            "watchdogFailures": {
              "modelRef": "alder/alder-4.5-large", /* as long as it lasts */
            },
          },
        },
        "budgets": {
          "all": { "tokensPerDay": 2000000000, "whenSpent": "alder/alder-4.5-large" }, // the last
          "jobs": { "job-007": { "tokensPerDay": 5,  "whenSpent": "alder/alder-4.5-large" } },
        },
      }
      """;

  /** Each with the class and method that is about to run, and for the how manyth time. */
  private static final List<String> STEPS =
      List.of(
          "scheduler.models.ModelReplacements.replace 1",
          "models.config.FlowDefaultsDocument.change 1",
          "models.config.JsoncFile.changeLocked 1",
          "scheduler.models.ChoiceGroups$Attempt.of 1",
          "scheduler.audit.AuditRepository.insertGroup 1",
          "scheduler.audit.AuditRepository.insertPart 1",
          "scheduler.job.JobChoiceRepository.change 1",
          "scheduler.job.JobChoiceRepository.change 250",
          "scheduler.job.JobChoiceRepository.record 500",
          "scheduler.models.ChoiceGroups$FileWrite.of 1",
          "scheduler.budget.BudgetService.changeAlong 1",
          "models.config.BudgetsText.change 1",
          "models.config.Replacement.write 1",
          "models.config.Replacement.writeAll 1",
          "models.config.Replacement.keepReplaced 1",
          "models.config.JsoncFile.holds 1",
          "models.config.Replacement.forceFolder 1",
          "scheduler.audit.AuditLog.settle 1",
          "scheduler.audit.AuditLog.settleGroup 1",
          "scheduler.job.JobChoiceRepository.changed 1");

  /** The first at which the transaction is over. */
  private static final String STORED = "scheduler.models.ChoiceGroups$FileWrite.of 1";

  @TempDir Path folder;
  private StandInOpenCode openCode;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
  }

  @AfterEach
  void stop() {
    openCode.close();
  }

  /** What a replacement is about: the choices of jobs, and the file. */
  private record State(Map<String, String> jobs, String config) {
    static State of(OttoOnOpenCode otto, Path home) throws IOException {
      var jobs = new TreeMap<String, String>();
      for (JsonNode job : otto.get("/external/jobs?limit=1000&search=job-").path("jobs")) {
        jobs.put(job.path("id").asText(), job.path("modelRef") + " " + job.path("fallbacks"));
      }
      return new State(jobs, Files.readString(home.resolve("config.jsonc")));
    }
  }

  private Path home() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(home.resolve("config.jsonc"), CONFIG);
    try (var otto = otto(home)) {
      for (int i = 0; i < JOBS; i++) {
        String choice =
            i < CHAINS
                ? "\"modelRef\":\"%s\",\"fallbacks\":[\"%s\",\"%s\"]".formatted(OTHER, FROM, TO)
                : "\"modelRef\":\"%s\"".formatted(FROM);
        otto.call(
            201,
            "POST",
            "/external/jobs",
            """
            {"id":"job-%03d","type":"t","scheduleType":"recurring","cadenceMinutes":10080,
             "runAt":4000000000000,"payload":{"prompt":"p"},%s}
            """
                .formatted(i, choice));
      }
    }
    return home;
  }

  private OttoOnOpenCode otto(Path home) throws Exception {
    return new OttoOnOpenCode(home, openCode.url(), Map.of());
  }

  private Path copy(Path home, String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(home.relativize(file)));
      }
    }
    return copy;
  }

  @Test
  void leavesAllOfItOrNothingWhereverItIsKilled() throws Exception {
    Path home = home();
    State before;
    State after;
    Path whole = copy(home, "whole");
    try (var otto = otto(whole)) {
      before = State.of(otto, whole);
      JsonNode done = otto.call(200, "POST", REPLACE, WANTED);
      assertEquals(JOBS + 6, done.path("changed").size());
      after = State.of(otto, whole);
    }
    assertEquals(JOBS, before.jobs().size());
    assertEquals(CONFIG, before.config());
    var completed = new ArrayList<String>();
    for (String step : STEPS) {
      Path killed = copy(home, "killed");
      killAt(step, killed);
      try (var otto = otto(killed)) {
        State found = State.of(otto, killed);
        boolean all = found.equals(after);
        assertEquals(all ? after : before, found, step);
        assertEquals(all ? 1 : 0, groups(otto, "done").size(), step);
        assertEquals(0, groups(otto, "pending").size() + groups(otto, "failed").size(), step);
        if (all) {
          completed.add(step);
          if (completed.size() % 2 == 1) {
            takeBack(otto, killed, before);
          } else {
            takeBackAfterTenEdits(otto, killed, before);
          }
        }
      }
      delete(killed);
    }
    System.out.println("killed at " + STEPS.size() + " steps, completed " + completed.size());
    assertEquals(STEPS.subList(STEPS.indexOf(STORED), STEPS.size()), completed);
  }

  private void killAt(String step, Path home) throws Exception {
    int port = FreePort.find();
    String debugged =
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    try (var otto = new KilledOtto(home, openCode.url(), debugged);
        var debugger = Debugger.attach(port)) {
      int space = step.indexOf(' ');
      debugger.stopAt(
          "dev.otto." + step.substring(0, space), Integer.parseInt(step.substring(space + 1)));
      otto.post(REPLACE, WANTED);
      debugger.awaitStop();
      otto.kill();
    }
  }

  private static List<JsonNode> groups(OttoOnOpenCode otto, String outcome) {
    var groups = new ArrayList<JsonNode>();
    for (JsonNode entry : otto.get("/external/audit?limit=1000").path("entries")) {
      if (entry.path("action").asText().startsWith("model.replace")
          && entry.path("outcome").asText().equals(outcome)) {
        groups.add(entry);
      }
    }
    return groups;
  }

  private static JsonNode undo(OttoOnOpenCode otto) {
    long id = groups(otto, "done").getFirst().path("id").asLong();
    return otto.call(200, "POST", REPLACE + "/" + id + "/undo", "");
  }

  private static void takeBack(OttoOnOpenCode otto, Path home, State before) throws IOException {
    JsonNode undone = undo(otto);
    assertEquals(JOBS + 6, undone.path("changed").size());
    assertEquals(0, undone.path("left").size(), undone.path("left").toString());
    assertEquals(before, State.of(otto, home));
  }

  private static void takeBackAfterTenEdits(OttoOnOpenCode otto, Path home, State before)
      throws IOException {
    var expected = new TreeMap<>(before.jobs());
    var names = new ArrayList<String>();
    for (int i = 95; i < 104; i++) {
      String id = "job-%03d".formatted(i);
      otto.call(
          200,
          "PATCH",
          "/external/jobs/" + id,
          "{\"modelRef\":\"iris/iris-4-mini\",\"fallbacks\":null}");
      expected.put(id, "\"iris/iris-4-mini\" ");
      names.add(id);
    }
    otto.call(
        200,
        "PATCH",
        "/external/models/defaults",
        "{\"flowDefaults\":{\"heartbeat\":\"iris/iris-4-mini\"}}");
    names.add("heartbeat");

    JsonNode undone = undo(otto);
    var left = new ArrayList<String>();
    undone.path("left").forEach(it -> left.add(it.path("id").asText()));
    assertEquals(names.stream().sorted().toList(), left.stream().sorted().toList());
    assertEquals(JOBS + 6 - 10, undone.path("changed").size());
    String config =
        CONFIG.replace(
            "\"heartbeat\": { \"modelRef\": \"" + FROM,
            "\"heartbeat\": { \"modelRef\": \"iris/iris-4-mini");
    assertEquals(new State(expected, config), State.of(otto, home));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
    assertTrue(Files.notExists(folder));
  }
}
