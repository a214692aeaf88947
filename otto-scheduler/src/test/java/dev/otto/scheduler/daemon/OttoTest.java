package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.cli.Demo;
import dev.otto.scheduler.cli.Terminal;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.logging.Logging.LogStyle;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import dev.otto.scheduler.schedule.Schedule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a whole, on the stand-in. */
class OttoTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path home;
  @AutoClose private StandInOpenCode openCode;

  @BeforeEach
  void start() throws IOException {
    openCode = StandInOpenCode.start();
  }

  @Test
  void startsAnswersAndStopsAndStartsAgainOnTheSameFolder() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Otto otto = Otto.start(environment(openCode.url()))) {
        assertEquals(200, get(otto, "/external/health"));
        assertTrue(otto.jobs().find("system-heartbeat").isPresent());
        assertEquals(645, otto.models().catalog().snapshot().size());
      }
    }
  }

  @Test
  void afterAStopACopyOfTheDatabaseFileAloneHasEverything(@TempDir Path other) throws Exception {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("id", "copied").put("type", "t");
    job.put("scheduleType", "oneshot").put("runAt", 1_000_000_000_000L);
    job.putObject("payload").put("prompt", "Say hello.");
    try (Otto otto = Otto.start(environment(openCode.url()))) {
      otto.jobs().create(JobFields.of(job), Order.by(Actor.scheduler("test")));
      await().atMost(LONG).until(() -> otto.runs().ofJob("copied", 10, 0).total() == 1);
      Files.createDirectories(other.resolve("data"));
    }
    Files.copy(home.resolve("data/otto-state.db"), other.resolve("data/otto-state.db"));
    try (Otto copy = Otto.start(OttoOnOpenCode.environment(other, openCode.url()))) {
      assertTrue(copy.jobs().find("copied").isPresent());
      assertEquals(1, copy.runs().ofJob("copied", 10, 0).total());
    }
  }

  @Test
  void deletesWhatAKilledOttoLeftBehindAndNothingElse() throws Exception {
    Otto.start(environment(openCode.url())).close();
    List<Path> left =
        Stream.of("data/model-catalog123.tmp", "secrets/daemon.json.new", "config.jsonc.replaced")
            .map(home::resolve)
            .toList();
    Path mine = home.resolve("data/mine.tmp");
    for (Path path : left) {
      Files.writeString(path, "x");
    }
    Files.writeString(mine, "x");
    Otto.start(environment(openCode.url())).close();
    assertEquals(List.of(), left.stream().filter(Files::exists).toList());
    assertTrue(Files.exists(mine));
  }

  @Test
  void healthIsAnsweredWhileTheDatabaseIsLocked() throws Exception {
    try (Otto otto = Otto.start(environment(openCode.url()));
        var other = DriverManager.getConnection("jdbc:sqlite:" + otto.paths().database());
        var statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      var blocked =
          Thread.ofVirtual()
              .start(() -> otto.jobs().create(fields("waits"), Order.by(Actor.scheduler("test"))));
      for (int i = 0; i < 20; i++) {
        assertEquals(200, get(otto, "/observe/health"));
        assertEquals(200, get(otto, "/external/health"));
      }
      assertTrue(blocked.isAlive(), "health waited until the lock was given up");
      statement.execute("ROLLBACK");
      blocked.join();
      assertTrue(otto.jobs().find("waits").isPresent());
    }
  }

  private static JobFields fields(String id) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "t");
    return JobFields.of(job.put("scheduleType", "oneshot").put("runAt", 4_000_000_000_000L));
  }

  @Test
  void writesACommentedConfigurationAtTheFirstStart() throws Exception {
    Otto.start(environment(openCode.url())).close();
    assertTrue(Files.readString(home.resolve("config.jsonc")).contains("// The OpenCode server"));
  }

  @Test
  void withoutModelsItExitsWith69AndSaysWhereItAskedAndWhatToDo() throws Exception {
    URI nobody = openCode.url();
    openCode.close();
    Files.writeString(home.resolve("config.jsonc"), "{\"opencode\": {\"startupWaitSeconds\": 0}}");
    var refused = assertThrows(StartException.class, () -> Otto.start(environment(nobody)));
    assertEquals(69, refused.exitCode());
    assertTrue(refused.getMessage().contains(nobody.toString()), refused.getMessage());
    assertTrue(refused.getMessage().contains("--start-opencode"), refused.getMessage());
  }

  @Test
  void aBadConfigurationExitsWith78AndNamesEveryError() throws Exception {
    Files.writeString(home.resolve("config.jsonc"), "{\"notify\": 1,\n\"retention\": 2}");
    var refused = assertThrows(StartException.class, () -> Otto.start(environment(openCode.url())));
    assertEquals(78, refused.exitCode());
    assertTrue(refused.getMessage().contains("config.jsonc:1:12"), refused.getMessage());
    assertTrue(refused.getMessage().contains("config.jsonc:2:14"), refused.getMessage());
  }

  @Test
  void aChangedIntervalOfTheRefreshCountsFromTheNextStartOn() throws Exception {
    Path config = home.resolve("config.jsonc");
    Otto.start(environment(openCode.url())).close();
    Files.writeString(config, "{\"modelManagement\": {\"refreshIntervalHours\": 2}}");
    long before = System.currentTimeMillis();
    try (Otto otto = Otto.start(environment(openCode.url()))) {
      Job job = otto.jobs().find("system-model-catalog-refresh").orElseThrow();
      assertEquals(new Schedule.Cadence(120), job.schedule());
      long next = job.state().nextRunAt().toEpochMilli();
      long after = System.currentTimeMillis();
      assertTrue(next >= before + 7_200_000 && next <= after + 7_200_000, "" + job);
    }
  }

  @Test
  void aRestartIsOfferedOnlyToTheProcessThatSystemdStarted() throws Exception {
    long own = ProcessHandle.current().pid();
    for (var started : Map.of(Long.toString(own), 202, Long.toString(own + 1), 409).entrySet()) {
      var variables = Map.of("SYSTEMD_EXEC_PID", started.getKey(), "INVOCATION_ID", "of a shell");
      try (Otto otto = Otto.start(environment(openCode.url()).with(variables))) {
        assertEquals((int) started.getValue(), post(otto, "/external/system/restart?dryRun=true"));
      }
    }
  }

  @Test
  void aSecondOneOnTheSameFolderIsRefusedAndTheFirstStays() throws Exception {
    try (Otto first = Otto.start(environment(openCode.url()))) {
      assertThrows(StartException.class, () -> Otto.start(environment(openCode.url())));
      assertEquals(200, get(first, "/external/health"));
    }
  }

  @Test
  void aFailureThatMayPassIsTriedAgainAsOftenAsAllowedEachTryARunOfItsOwn() throws Exception {
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"scheduler\": {\"retry\": {\"attempts\": 3, \"delaySeconds\": 0}}}");
    try (Otto otto = Otto.start(environment(openCode.url()))) {
      ObjectNode job = JsonNodeFactory.instance.objectNode().put("id", "often").put("type", "t");
      job.put("scheduleType", "oneshot").put("runAt", 1_000_000_000_000L);
      job.putObject("payload").put("prompt", "#status=429");
      otto.jobs().create(JobFields.of(job), Order.by(Actor.scheduler("test")));
      await().atMost(LONG).until(() -> otto.runs().ofJob("often", 10, 0).total() == 3);
      await().atMost(LONG).until(() -> !otto.jobs().find("often").orElseThrow().running());
      assertEquals(3, otto.runs().ofJob("often", 10, 0).total());
    }
  }

  @Test
  void otherMachinesAreNotServedWithoutTls() {
    var open = environment(openCode.url()).with(Map.of("OTTO_EXTERNAL_API_HOST", "0.0.0.0"));
    var refused = assertThrows(StartException.class, () -> Otto.start(open));
    assertEquals(78, refused.exitCode());
    assertTrue(refused.getMessage().contains("externalApi.tls"), refused.getMessage());
  }

  @Test
  void aPortInUseIsSaidInASentence() throws Exception {
    var environment = environment(openCode.url());
    var taken = environment.with(Map.of("OTTO_EXTERNAL_API_PORT", "" + openCode.port()));
    var refused = assertThrows(StartException.class, () -> Otto.start(taken));
    assertTrue(refused.getMessage().contains("OTTO_EXTERNAL_API_PORT"), refused.getMessage());
    Otto.start(environment).close();
  }

  @Test
  void aPortOfTheControlPlaneInUseIsSaidInASentenceAndNothingStaysBehind() throws Exception {
    var environment = environment(openCode.url());
    var taken = environment.with(Map.of("OTTO_CONTROL_PLANE_PORT", "" + openCode.port()));
    var refused = assertThrows(StartException.class, () -> Otto.start(taken));
    assertEquals(69, refused.exitCode());
    assertTrue(refused.getMessage().contains("OTTO_CONTROL_PLANE_PORT"), refused.getMessage());
    Otto.start(environment).close();
  }

  @Test
  void theControlPlaneIsThereUnlessItIsSwitchedOff() throws Exception {
    try (Otto otto = Otto.start(environment(openCode.url()))) {
      String address = otto.controlPlane().orElseThrow().address();
      assertTrue(body(otto, "/external/system/status").contains("\"message\":\"" + address));
    }
    var off = environment(openCode.url()).with(Map.of("OTTO_CONTROL_PLANE_ENABLED", "0"));
    try (Otto otto = Otto.start(off)) {
      assertTrue(otto.controlPlane().isEmpty());
      String state = "\"status\":\"disabled\",\"message\":\"controlPlane.enabled is false\"";
      assertTrue(body(otto, "/external/system/status").contains(state));
    }
  }

  @Test
  void whereSchedulingIsOffEverythingAnswersAndNothingRuns() throws Exception {
    var off = environment(openCode.url()).with(Map.of("OTTO_SCHEDULER_ENABLED", "0"));
    try (Otto otto = Otto.start(off)) {
      assertEquals(200, get(otto, "/external/models/catalog"));
    }
    assertEquals(0, openCode.asked().prompts());
  }

  @Test
  void theDemoShowsARunOfEachKindWithItsReceiptAndLeavesNothingBehind() throws Exception {
    var shown = new ByteArrayOutputStream();
    var stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
    var nobody = environment(openCode.url());
    var terminal = new Terminal(nobody, stream, stream, LogStyle.TEXT);
    try (var teardown = new Teardown()) {
      Otto otto = new Demo(terminal, false).begin(teardown);
      await()
          .atMost(LONG)
          .until(() -> text(shown).lines().filter(line -> line.contains("succeeded")).count() >= 3);
      assertTrue(Files.exists(otto.paths().database()));
    }
    String text = text(shown);
    assertTrue(text.contains("set on the job"), text);
    assertTrue(text.contains("inherited: default of the flow"), text);
    assertTrue(text.contains("is not in the catalog, so OpenCode's global default"), text);
    assertFalse(text.contains(StandInOpenCode.PLANTED_KEY));
  }

  private int get(Otto otto, String path) throws Exception {
    return answer(otto, path).statusCode();
  }

  private int post(Otto otto, String path) throws Exception {
    return answer(request(otto, path).POST(BodyPublishers.noBody())).statusCode();
  }

  private String body(Otto otto, String path) throws Exception {
    return answer(otto, path).body();
  }

  private HttpResponse<String> answer(Otto otto, String path) throws Exception {
    return answer(request(otto, path));
  }

  private HttpRequest.Builder request(Otto otto, String path) throws IOException {
    String token = Files.readString(otto.paths().token()).strip();
    return HttpRequest.newBuilder(URI.create(otto.address() + path))
        .header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> answer(HttpRequest.Builder request) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private Environment environment(URI openCodeUrl) {
    return OttoOnOpenCode.environment(home, openCodeUrl);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
