package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.database.Wire;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon with its rows on a PostgreSQL server. */
class OttoOnPostgresTest {
  private static final int JOBS = 20;
  private static final String HOURLY =
      "{\"id\":\"hourly\",\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":60,"
          + "\"payload\":{\"prompt\":\"Say hello.\"}}";

  @TempDir Path folder;
  private StandInOpenCode openCode;
  private TestDatabase.Address address;

  @BeforeEach
  void start() throws IOException {
    openCode = StandInOpenCode.start();
    address = TestDatabase.address(folder);
  }

  @AfterEach
  void stop() {
    openCode.close();
  }

  @Test
  void killedInTheMiddleOfItsRunsItLosesNothingAndRunsNothingTwice() throws Exception {
    Path home = home("one");
    try (var killed = new KilledOtto(home, openCode.url())) {
      killed.create(HOURLY);
      for (int i = 0; i < JOBS; i++) {
        killed.create(oneShot(i));
      }
      await().atMost(OttoOnOpenCode.LONG).until(() -> runs(killed).size() > JOBS / 4);
      killed.kill();
    }
    try (var again = new KilledOtto(home, openCode.url())) {
      await().atMost(OttoOnOpenCode.LONG).until(() -> areOver(again));
      var jobs = new TreeSet<String>();
      runs(again).forEach(run -> jobs.add(run.path("jobId").asText()));
      jobs.remove("hourly"); // Its first run is at once.
      assertEquals(JOBS, jobs.size(), jobs.toString());
      // One that had a session when its Otto was killed may never have been asked.
      assertEquals(Set.of(1L), Set.copyOf(openCode.asked().texts().values()));
      assertEquals("hourly", again.get("/external/jobs/hourly").path("job").path("id").asText());
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(() -> !again.get("/external/runs?text=hello").path("runs").isEmpty());
    }
    assertFalse(Files.exists(home.resolve("data/otto-state.db")));
  }

  @Test
  void aSecondOttoOnTheSameDatabaseJoinsUnlessItHasTheNameOfTheFirst() throws Exception {
    Path first = home("one");
    Path second = home("other");
    Path file = second.resolve("config.jsonc");
    String silent = ",\"scheduler\":{\"enabled\":false}}";
    Files.writeString(file, Files.readString(file).replaceFirst("}$", silent));
    try (var one = new OttoOnOpenCode(OttoOnOpenCode.environment(first, openCode.url()));
        var other = new OttoOnOpenCode(OttoOnOpenCode.environment(second, openCode.url()));
        var rows = TestDatabase.shared(folder)) {
      String job = other.create(one.job("Say hello."));
      JsonNode run = other.finished(job, 1);
      assertEquals("succeeded", run.path("state").asText());
      assertEquals(
          Files.readString(first.resolve("data/node-id")).strip(), run.path("node").asText());
      // The one that fires nothing counts as one that lives.
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(
              () ->
                  rows.read(tx -> tx.queryNumber("SELECT count(*) FROM qrtz_scheduler_state"))
                      == 4);
      Path copy = home("copy");
      Files.createDirectories(copy.resolve("data"));
      Files.copy(first.resolve("data/node-id"), copy.resolve("data/node-id"));
      var environment = OttoOnOpenCode.environment(copy, openCode.url());
      var refused = assertThrows(StartException.class, () -> Otto.start(environment).close());
      assertTrue(refused.getMessage().startsWith("Another Otto uses "), refused.getMessage());
      assertEquals(StartException.FAILED, refused.exitCode());
    }
  }

  @Test
  void aServerThatIsAwayIsSaidToBeAndNoRunIsLostOrDoubled() throws Exception {
    try (var wire = new Wire(address.port());
        var otto =
            new OttoOnOpenCode(
                OttoOnOpenCode.environment(
                    home("one", address.through(wire).url()), openCode.url()))) {
      String inFlight = otto.create(otto.job("Long. #delay=4000"));
      String later =
          otto.create(otto.job("Later.").put("runAt", System.currentTimeMillis() + 3000));
      await().atMost(OttoOnOpenCode.LONG).until(() -> openCode.asked().prompts() >= 1);
      wire.cut();
      Instant cut = Instant.now();
      String refused = otto.call(503, "GET", "/external/jobs", "").toString();
      assertTrue(refused.contains("storage_unavailable"), refused);
      assertTrue(refused.contains("The PostgreSQL server does not answer"), refused);
      assertEquals(503, otto.status("POST", "/external/jobs", otto.job("Never.").toString()));
      JsonNode database = service(otto, "database");
      assertEquals("degraded", database.path("status").asText());
      assertTrue(database.path("message").asText().contains("does not answer"));
      assertEquals("ok", otto.get("/external/health").path("status").asText());
      // On a slow machine both may have ended before; then nothing could not be stored.
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(
              () ->
                  !otto.logLines("A run could not be stored").isEmpty()
                      || Instant.now().isAfter(cut.plusSeconds(20)));
      wire.mend();
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(() -> otto.status("GET", "/external/jobs", "") == 200);
      assertEquals("succeeded", otto.finished(inFlight, 1).path("state").asText());
      assertEquals("succeeded", otto.finished(later, 1).path("state").asText());
      assertEquals("ok", service(otto, "database").path("status").asText());
      assertEquals(2, openCode.asked().prompts());
      assertEquals(2, openCode.asked().texts().size());
      assertEquals(0, otto.logLines("because of a defect").size(), otto.log());
    }
  }

  /** The file of the first home seeds the database; another home is as good afterwards. */
  @Test
  void defaultsBudgetsAndTokenGoWithTheDatabase() throws Exception {
    String model;
    String token;
    Path one = home("one");
    String file = Files.readString(one.resolve("config.jsonc"));
    String seed = ",\"budgets\":{\"all\":{\"usdPerDay\":7}}}";
    Files.writeString(one.resolve("config.jsonc"), file.replaceFirst("}$", seed));
    try (var otto = new OttoOnOpenCode(OttoOnOpenCode.environment(one, openCode.url()))) {
      model = otto.get("/external/models/catalog").at("/models/0").asText();
      otto.setDefault("heartbeat", ModelRef.parse(model).orElseThrow());
      otto.call(200, "PUT", "/external/budgets", "{\"budgets\":{\"all\":{\"usdPerDay\":8}}}");
      token = otto.token();
      assertTrue(service(otto, "config").path("message").asText().contains("budgets"));
    }
    assertFalse(Files.readString(one.resolve("config.jsonc")).contains(model));
    Path other = home("other");
    try (var otto = new OttoOnOpenCode(OttoOnOpenCode.environment(other, openCode.url()))) {
      assertEquals(token, otto.token());
      assertEquals(
          model, otto.get("/external/models/defaults").at("/flowDefaults/heartbeat").asText());
      assertEquals(8, otto.get("/external/budgets").at("/budgets/all/usdPerDay").asInt());
      assertEquals("ok", service(otto, "config").path("status").asText());
      assertEquals(1, changes(otto, "budgets.change"));
      assertEquals(1, changes(otto, "flow_defaults.change"));
      assertEquals(1, changes(otto, "settings.seed"));
    }
  }

  private static long changes(OttoOnOpenCode otto, String action) {
    JsonNode entries = otto.get("/external/audit").path("entries");
    return entries.findValuesAsText("action").stream().filter(action::equals).count();
  }

  private static JsonNode service(OttoOnOpenCode otto, String id) {
    JsonNode services = otto.get("/external/system/status").path("services");
    return StreamSupport.stream(services.spliterator(), false)
        .filter(service -> service.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Path home(String name) throws IOException {
    return home(name, address.url());
  }

  private Path home(String name, String url) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"database\":{\"url\":\"%s\",\"user\":\"%s\"}}".formatted(url, address.user()));
    return home;
  }

  private static String oneShot(int number) {
    return "{\"id\":\"job-%d\",\"type\":\"once\",\"scheduleType\":\"oneshot\",\"runAt\":%d,"
            .formatted(number, System.currentTimeMillis())
        + "\"payload\":{\"prompt\":\"Say hello to %d. #delay=200\"}}".formatted(number);
  }

  /** Returns the runs of jobs that are not Otto's own. */
  private static JsonNode runs(KilledOtto otto) throws IOException, InterruptedException {
    return otto.get("/external/runs?limit=200&flow=scheduledTasks").path("runs");
  }

  /** Reports whether each of the one-shots is over. */
  private static boolean areOver(KilledOtto otto) throws IOException, InterruptedException {
    JsonNode jobs = otto.get("/external/jobs?type=once").path("jobs");
    return jobs.size() == JOBS
        && jobs.findValuesAsText("terminalState").stream().allMatch("completed"::equals);
  }
}
