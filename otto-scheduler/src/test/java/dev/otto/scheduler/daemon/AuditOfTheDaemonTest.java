package dev.otto.scheduler.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.scheduler.config.TokenFile;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is refreshed, changed, aborted, rotated or refused leaves an entry in the audit. */
class AuditOfTheDaemonTest {
  @TempDir Path home;
  private final HttpClient http = HttpClient.newHttpClient();
  private StandInOpenCode openCode;
  private OttoOnOpenCode otto;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
  }

  @AfterEach
  void stop() {
    otto.close();
    openCode.close();
    http.shutdownNow();
    http.close();
  }

  @Test
  void theScheduledRefresh() throws Exception {
    otto.close();
    try (var database = SqliteDatabase.open(otto.paths().database())) {
      database.write(
          tx -> tx.update("UPDATE jobs SET next_run_at = 1 WHERE type = 'model_catalog_refresh'"));
    }
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
    JsonNode entry = entry("catalog.refresh");
    assertEquals("system-model-catalog-refresh", entry.path("actor").asText());
    assertEquals("scheduler", entry.path("surface").asText());
    assertEquals("done", entry.path("outcome").asText());
  }

  @Test
  void aHandEditWhileOttoWasStoppedAndADatabaseThatWasReplaced() throws Exception {
    String model = otto.get("/external/models/catalog").at("/models/0").asText();
    var copy = home.resolve("copy.db");
    otto.close();
    Files.copy(otto.paths().database(), copy);
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
    otto.call(
        200,
        "PATCH",
        "/external/models/defaults",
        "{\"flowDefaults\":{\"heartbeat\":\"%s\"}}".formatted(model));
    otto.close();
    String text = Files.readString(otto.paths().config());
    Files.writeString(otto.paths().config(), text.replace('"' + model + '"', "null"));
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
    JsonNode entry = entry("flow_defaults.change");
    assertEquals("file", entry.path("surface").asText());
    assertEquals("heartbeat", entry.path("target").asText());
    assertTrue(entry.path("before").asText().contains(model), entry.toString());
    assertTrue(find("database.replace").isEmpty());
    otto.close();
    Files.move(copy, otto.paths().database(), StandardCopyOption.REPLACE_EXISTING);
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
    assertEquals("file", entry("database.replace").path("surface").asText());
  }

  @Test
  void theRefreshAfterOpenCodeReadItsConfigurationAgain() throws Exception {
    await()
        .atMost(OttoOnOpenCode.LONG)
        .until(
            () -> {
              post(openCode.url() + "/instance/dispose", "");
              return find("catalog.refresh").isPresent();
            });
    assertEquals("opencode-reload", entry("catalog.refresh").path("actor").asText());
  }

  @Test
  void theRefreshAfterARestartOfOpenCode() throws Exception {
    await().until(() -> openCode.listeners() == 1);
    int port = openCode.port();
    openCode.close();
    openCode = StandInOpenCode.start(port);
    assertEquals("opencode-restart", entry("catalog.refresh").path("actor").asText());
  }

  @Test
  void aRefreshOnDemandAlsoOneThatFails() {
    otto.call(200, "POST", "/external/models/refresh", "{}");
    assertEquals("rest", entry("catalog.refresh").path("surface").asText());
    openCode.models(List.of());
    otto.call(502, "POST", "/external/models/refresh", "{}");
    assertEquals("failed", entry("catalog.refresh").path("outcome").asText());
  }

  @Test
  void aRunThatIsAborted() {
    String job = otto.create(otto.job("#delay=60000"));
    await()
        .atMost(OttoOnOpenCode.LONG)
        .until(() -> otto.get(OttoOnOpenCode.path(job) + "/runs").path("total").asInt() == 1);
    String run = otto.latestRun(job);
    otto.call(202, "POST", OttoOnOpenCode.path(job) + "/runs/" + run + "/abort", "");
    JsonNode entry = entry("run.abort");
    assertEquals(job, entry.path("target").asText());
    assertEquals(run, entry.path("after").asText());
    assertEquals("done", entry.path("outcome").asText());
    otto.finished(job, 1);
  }

  @Test
  void theRotationOfTheTokenBeforeTheNewOneCounts() throws Exception {
    TokenFile.rotate(otto.paths().token(), RandomGenerator.getDefault());
    assertEquals(401, get("/external/health", otto.token()));
    String fresh = Files.readString(otto.paths().token()).strip();
    var page = read(otto.address() + "/external/audit", fresh);
    assertTrue(page.contains("\"token.rotate\""), page);
    assertFalse(page.contains(fresh), page);
    assertFalse(page.contains(otto.token()), page);
  }

  @Test
  void aRequestWithoutTheTokenAndAChangeThatNobodyMayMake() throws Exception {
    assertEquals(401, get("/external/jobs", "wrong"));
    assertEquals("GET /external/jobs", entry("request.denied").path("target").asText());
    otto.call(403, "DELETE", OttoOnOpenCode.path("system-heartbeat"), "");
    JsonNode entry = entry("job.change");
    assertEquals("system-heartbeat", entry.path("target").asText());
    assertEquals("denied", entry.path("outcome").asText());
    otto.call(403, "POST", "/external/jobs", otto.job("x").put("id", "system-x").toString());
    assertEquals("system-x", entry("job.change").path("target").asText());
  }

  @Test
  void whatIsOnlyTriedOutLeavesNoEntry() {
    otto.call(200, "PATCH", "/external/models/defaults?dryRun=true", "{\"flowDefaults\":{}}");
    otto.call(403, "DELETE", OttoOnOpenCode.path("system-heartbeat") + "?dryRun=true", "");
    otto.call(201, "POST", "/external/jobs?dryRun=true", otto.job("x").toString());
    assertEquals(List.of(), actionsBesidesTheStart());
  }

  @Test
  void aChangedJobIsAnEventOfTheJobAndOneOfTheAudit() throws Exception {
    var kinds = new CopyOnWriteArrayList<String>();
    var request = request("/external/events", otto.token()).build();
    var stream = http.send(request, BodyHandlers.ofLines());
    Thread reader =
        Thread.ofVirtual()
            .start(
                () ->
                    stream
                        .body()
                        .filter(line -> line.startsWith("event: "))
                        .forEach(line -> kinds.add(line.substring(7))));
    otto.create(otto.job("later").put("runAt", System.currentTimeMillis() + 3_600_000));
    await().atMost(OttoOnOpenCode.LONG).until(() -> kinds.containsAll(List.of("job", "audit")));
    otto.close();
    reader.join();
  }

  /** The newest of this action. */
  private JsonNode entry(String action) {
    return await()
        .atMost(OttoOnOpenCode.LONG)
        .until(() -> find(action), found -> found.filter(AuditOfTheDaemonTest::settled).isPresent())
        .orElseThrow();
  }

  private static boolean settled(JsonNode entry) {
    return !entry.path("outcome").asText().equals("pending");
  }

  private Optional<JsonNode> find(String action) {
    return entries().stream()
        .filter(entry -> entry.path("action").asText().equals(action))
        .findFirst();
  }

  private List<String> actionsBesidesTheStart() {
    return entries().stream()
        .filter(entry -> !entry.path("actor").asText().equals("start"))
        .map(entry -> entry.path("action").asText())
        .toList();
  }

  private List<JsonNode> entries() {
    JsonNode entries = otto.get("/external/audit?limit=200").path("entries");
    return StreamSupport.stream(entries.spliterator(), false).toList();
  }

  private int get(String path, String token) throws Exception {
    return http.send(request(path, token).build(), BodyHandlers.discarding()).statusCode();
  }

  private String read(String url, String token) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
    return http.send(request.build(), BodyHandlers.ofString(UTF_8)).body();
  }

  private void post(String url, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofString(body));
    assertEquals(200, http.send(request.build(), BodyHandlers.discarding()).statusCode());
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(otto.address() + path))
        .header("Authorization", "Bearer " + token);
  }
}
