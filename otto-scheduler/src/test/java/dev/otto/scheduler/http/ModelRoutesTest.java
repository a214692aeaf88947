package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.CatalogCache;
import dev.otto.models.Flow;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.config.FlowDefaultsFile;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.metrics.Metrics;
import dev.otto.scheduler.models.CatalogRefreshes;
import dev.otto.scheduler.models.CatalogService;
import dev.otto.scheduler.models.FlowDefaultsService;
import dev.otto.scheduler.models.ModelUsageRepository;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRoutesTest {
  private static final ModelRef GPT = ModelRef.of("openai/gpt-5");
  private static final ModelRef SONNET = ModelRef.of("openrouter/anthropic/claude-sonnet-4.5");
  private static final ModelRef SPEECH = ModelRef.of("openai/whisper");
  private static final Map<String, Models.JobChoice> JOBS =
      Map.of(
          "with/model",
          new Models.JobChoice(Optional.of(Flow.SCHEDULED_TASKS), Optional.of(SONNET)),
          "system-model-catalog-refresh",
          new Models.JobChoice(Optional.empty(), Optional.empty()));

  @TempDir Path folder;
  private final Backend backend = new Backend();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private int promptsInFlight;
  private Path config;
  private Database database;
  private ApiServer server;
  private ApiClient client;

  /** A backend whose list a test can change. */
  private static final class Backend implements ModelBackend {
    List<Model> models = List.of(Model.named(GPT), Model.named(SONNET), silent(SPEECH));
    boolean up = true;

    @Override
    public Listing list() throws UnavailableException {
      if (!up) {
        throw new UnavailableException("OpenCode does not answer; is it running?");
      }
      return new Listing(models, Optional.of(GPT), 0);
    }

    @Override
    public Optional<ModelRef> globalDefault() {
      return Optional.of(GPT);
    }

    @Override
    public String address() {
      return "http://localhost:4096";
    }
  }

  private static Model silent(ModelRef ref) {
    return new Model(
        ref,
        "Whisper",
        OptionalLong.empty(),
        OptionalLong.of(1),
        OptionalDouble.of(0.5),
        OptionalDouble.empty(),
        false,
        false,
        false,
        Optional.of("2025-08"),
        Optional.empty());
  }

  @BeforeEach
  void start() throws Exception {
    InstantSource clock = () -> now;
    config = folder.resolve("config.jsonc");
    Files.writeString(config, "{ // mine\n}\n");
    database = Database.open(folder.resolve("state.db"));
    var catalog =
        new ModelCatalog(
            backend, new CatalogCache(folder.resolve("cache.json")), clock, Duration.ofHours(24));
    catalog.start();
    var file = new FlowDefaultsFile(config);
    var audit = new AuditLog(database, clock);
    var usage = new ModelUsageRepository(database);
    var defaults = new FlowDefaultsService(file, catalog::snapshot, audit);
    defaults.start();
    var refreshes =
        new CatalogService(catalog, file, usage, new CatalogRefreshes(catalog, audit), reload());
    var models =
        new Models(
            catalog,
            refreshes,
            defaults,
            new ModelResolver(catalog::snapshot, file),
            usage,
            id -> Optional.ofNullable(JOBS.get(id)),
            clock);
    server =
        new ApiServer(
            ApiServer.Settings.loopback(0), () -> ApiClient.TOKEN, audit, new Metrics(), clock);
    server.start();
    client = new ApiClient(server);
    server.ready(List.of(new ModelRoutes(models), new AuditRoutes(audit)));
  }

  private CatalogService.Reload reload() {
    return new CatalogService.Reload() {
      @Override
      public int promptsInFlight() {
        return promptsInFlight;
      }

      @Override
      public void run() {
        backend.models = List.of(Model.named(GPT));
      }
    };
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    database.close();
  }

  private HttpRequest.Builder request(String path) {
    return client.request(path);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request);
  }

  private JsonNode expect(int status, String method, String path, String body) throws Exception {
    return client.expect(status, method, path, body);
  }

  private JsonNode get(String path) throws Exception {
    return client.get(path);
  }

  private static String defaults(String flow, String model) {
    return "{\"flowDefaults\":{\"" + flow + "\":" + model + "}}";
  }

  @Test
  void listsTheCatalog() throws Exception {
    var page = get("/external/models/catalog");
    assertEquals(
        "{\"models\":[\"openai/gpt-5\",\"openai/whisper\",\"openrouter/anthropic/claude-sonnet-4.5\"],"
            + "\"updatedAt\":1795176000000,\"source\":\"network\",\"globalDefault\":\"openai/gpt-5\","
            + "\"version\":1,\"stale\":false,\"skipped\":0}",
        page.toString());
    now = now.plus(Duration.ofHours(26));
    assertTrue(get("/external/models/catalog").path("stale").booleanValue());
  }

  @Test
  void filtersTheCatalogAndGivesDetails() throws Exception {
    assertEquals(2, get("/external/models/catalog?provider=openai").path("models").size());
    assertEquals(1, get("/external/models/catalog?search=SONNET").path("models").size());
    var detail = get("/external/models/catalog?details=true&search=whisper").path("details").get(0);
    assertEquals(
        "{\"ref\":\"openai/whisper\",\"name\":\"Whisper\",\"contextLimit\":null,\"outputLimit\":1,"
            + "\"inputCost\":0.5,\"outputCost\":null,\"reasoning\":false,\"toolCall\":false,"
            + "\"textOutput\":false,\"releaseDate\":\"2025-08\",\"status\":null}",
        detail.toString());
    expect(400, "GET", "/external/models/catalog?details=maybe", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/external/models/catalog", "/external/models/catalog?details=true"})
  void sendsAnUnchangedCatalogOnlyOnceAndPacksItWhereAsked(String path) throws Exception {
    var plain = send(request(path));
    String tag = plain.headers().firstValue("ETag").orElseThrow();
    var packed = send(request(path).header("Accept-Encoding", "br, gzip"));
    assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElseThrow());
    assertArrayEquals(
        plain.body(), new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes());
    var again = send(request(path).header("If-None-Match", tag));
    assertEquals(304, again.statusCode());
    assertEquals(0, again.body().length);
    backend.models = List.of(Model.named(GPT));
    expect(200, "POST", "/external/models/refresh", "");
    assertEquals(200, send(request(path).header("If-None-Match", tag)).statusCode());
  }

  @Test
  void refreshTellsTheDifferenceAndWhomItConcerns() throws Exception {
    expect(
        200,
        "PATCH",
        "/external/models/defaults",
        defaults("heartbeat", "\"openrouter/anthropic/claude-sonnet-4.5\""));
    backend.models = List.of(Model.named(GPT), Model.named(ModelRef.of("a/new")));
    var refreshed = expect(200, "POST", "/external/models/refresh", "{}");
    assertEquals("ok", refreshed.path("status").textValue());
    assertEquals(2, refreshed.path("count").intValue());
    assertEquals("[\"a/new\"]", refreshed.path("added").toString());
    assertEquals(2, refreshed.path("removed").size());
    assertEquals(
        "[{\"kind\":\"flow\",\"id\":\"heartbeat\","
            + "\"modelRef\":\"openrouter/anthropic/claude-sonnet-4.5\"}]",
        refreshed.path("affected").toString());
  }

  @Test
  void keepsTheCatalogWhereOpenCodeIsDown() throws Exception {
    backend.up = false;
    var error = expect(502, "POST", "/external/models/refresh", "");
    assertEquals("opencode_unavailable", error.path("error").textValue());
    var page = get("/external/models/catalog");
    assertEquals("cache", page.path("source").textValue());
    assertEquals(3, page.path("models").size());
    assertTrue(page.path("stale").booleanValue());
    assertFalse(page.path("lastError").textValue().isEmpty());
  }

  @Test
  void reloadWaitsForPromptsInFlightUnlessForced() throws Exception {
    promptsInFlight = 2;
    expect(409, "POST", "/external/models/refresh", "{\"reload\":true}");
    var forced =
        expect(200, "POST", "/external/models/refresh", "{\"reload\":true,\"force\":true}");
    assertEquals(1, forced.path("count").intValue());
    expect(400, "POST", "/external/models/refresh", "{\"reload\":\"yes\"}");
  }

  @Test
  void changesDefaultsAtOnceInFileAndResolution() throws Exception {
    assertEquals(
        "{\"flowDefaults\":{\"interactiveAssistant\":null,\"scheduledTasks\":null,"
            + "\"heartbeat\":null,\"watchdogFailures\":null}}",
        get("/external/models/defaults").toString());
    var changed =
        expect(
            200,
            "PATCH",
            "/external/models/defaults",
            defaults("scheduledTasks", "\" openrouter/anthropic/claude-sonnet-4.5 \""));
    assertEquals(SONNET.toString(), changed.at("/flowDefaults/scheduledTasks").textValue());
    var resolved = get("/external/models/resolve?flow=scheduledTasks");
    assertEquals("openrouter", resolved.path("providerId").textValue());
    assertEquals("anthropic/claude-sonnet-4.5", resolved.path("modelId").textValue());
    assertEquals("flow_default", resolved.path("source").textValue());
    String file = Files.readString(config);
    assertTrue(file.startsWith("{ // mine\n") && file.contains(SONNET.toString()), file);
    expect(200, "PATCH", "/external/models/defaults", defaults("scheduledTasks", "null"));
    assertEquals(
        "global_default",
        get("/external/models/resolve?flow=scheduledTasks").path("source").textValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scheduledTask | \"openai/gpt-5\" | 400 | invalid_request",
        "heartbeat | \"gpt-5\" | 400 | invalid_request",
        "heartbeat | \"inherit\" | 400 | invalid_request",
        "heartbeat | 5 | 400 | invalid_request",
        "heartbeat | \"openai/gpt-4\" | 400 | unknown_model",
        "heartbeat | \"openai/whisper\" | 422 | unsuitable_model"
      })
  void refusesDefaultsThatCannotBe(String flow, String model, int status, String code)
      throws Exception {
    String before = Files.readString(config);
    var error = expect(status, "PATCH", "/external/models/defaults", defaults(flow, model));
    assertEquals(code, error.path("error").textValue());
    assertEquals("flowDefaults." + flow, error.at("/details/0/path").textValue());
    assertEquals(before, Files.readString(config));
  }

  @Test
  void namesTheNearestOfAnUnknownModelButTakesItWhereAllowed() throws Exception {
    String wish = defaults("heartbeat", "\"openai/gpt-4\"");
    var error = expect(400, "PATCH", "/external/models/defaults", wish);
    assertTrue(error.path("message").textValue().contains("openai/gpt-5"));
    expect(200, "PATCH", "/external/models/defaults?allowUnavailable=true", wish);
    var resolved = get("/external/models/resolve?flow=heartbeat");
    assertEquals("fallback_global_default", resolved.path("source").textValue());
    assertTrue(resolved.path("fallback").booleanValue());
    // What stays as it is need not be in the catalog.
    expect(
        200, "PATCH", "/external/models/defaults", defaults("scheduledTasks", "\"openai/gpt-5\""));
  }

  @Test
  void putNeedsAllFour() throws Exception {
    var error = expect(400, "PUT", "/external/models/defaults", defaults("heartbeat", "null"));
    assertEquals(3, error.path("details").size());
    expect(
        200,
        "PUT",
        "/external/models/defaults",
        "{\"flowDefaults\":{\"interactiveAssistant\":\"openai/gpt-5\",\"scheduledTasks\":null,"
            + "\"heartbeat\":null,\"watchdogFailures\":null}}");
    expect(400, "PUT", "/external/models/defaults", "");
    expect(400, "PATCH", "/external/models/defaults", "{\"flowDefault\":{}}");
  }

  @Test
  void refusesAChangeOfWhatSomebodyElseChanged() throws Exception {
    String tag =
        send(request("/external/models/defaults")).headers().firstValue("ETag").orElseThrow();
    String wish = defaults("heartbeat", "\"openai/gpt-5\"");
    var first =
        send(
            request("/external/models/defaults")
                .header("If-Match", tag)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(wish)));
    assertEquals(200, first.statusCode());
    var second =
        send(
            request("/external/models/defaults")
                .header("If-Match", tag)
                .method(
                    "PATCH", HttpRequest.BodyPublishers.ofString(defaults("heartbeat", "null"))));
    assertEquals(412, second.statusCode());
    assertEquals(
        first.headers().firstValue("ETag").orElseThrow(),
        second.headers().firstValue("ETag").orElseThrow());
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    String before = Files.readString(config);
    var answer =
        expect(
            200,
            "PATCH",
            "/external/models/defaults?dryRun=true",
            defaults("heartbeat", "\"openai/gpt-5\""));
    assertEquals("openai/gpt-5", answer.at("/flowDefaults/heartbeat").textValue());
    assertEquals(before, Files.readString(config));
    assertTrue(get("/external/models/defaults").at("/flowDefaults/heartbeat").isNull());
    assertEquals(0, get("/external/audit").path("entries").size());
  }

  @Test
  void resolvesForAJobAndForAWorldWithoutAModel() throws Exception {
    var job = get("/external/models/resolve?jobId=with%2Fmodel");
    assertEquals("job", job.path("source").textValue());
    var without =
        get(
            "/external/models/resolve?jobId=with%2Fmodel&without=openrouter/anthropic/claude-sonnet-4.5");
    assertEquals("fallback_global_default", without.path("source").textValue());
    assertEquals(
        "[{\"rung\":\"job\",\"modelRef\":\"openrouter/anthropic/claude-sonnet-4.5\","
            + "\"outcome\":\"unavailable\"},{\"rung\":\"global_default\","
            + "\"modelRef\":\"openai/gpt-5\",\"outcome\":\"used\"}]",
        without.path("steps").toString());
    var nothing = get("/external/models/resolve?flow=heartbeat&without=openai/gpt-5");
    assertTrue(nothing.path("providerId").isNull() && nothing.path("source").isNull());
    expect(404, "GET", "/external/models/resolve?jobId=none", "");
    expect(400, "GET", "/external/models/resolve?jobId=system-model-catalog-refresh", "");
    expect(400, "GET", "/external/models/resolve", "");
    expect(400, "GET", "/external/models/resolve?flow=nothing", "");
  }

  @Test
  void showsWhoUsesWhichModel() throws Exception {
    expect(200, "PATCH", "/external/models/defaults", defaults("heartbeat", "\"openai/gpt-5\""));
    assertEquals(
        "[{\"modelRef\":\"openai/gpt-5\",\"available\":true,\"globalDefault\":true,"
            + "\"flows\":[\"heartbeat\"],\"jobs\":[],\"runsLast7Days\":0}]",
        get("/external/models/usage").path("models").toString());
  }

  @Test
  void auditsEachChangeWithActorAndSurface() throws Exception {
    send(
        request("/external/models/defaults")
            .header("X-Otto-Client", "ottoctl/1.0")
            .method(
                "PATCH",
                HttpRequest.BodyPublishers.ofString(defaults("heartbeat", "\"openai/gpt-5\""))));
    expect(200, "POST", "/external/models/refresh", "");
    var entries = get("/external/audit").path("entries");
    assertEquals("catalog.refresh", entries.get(0).path("action").textValue());
    assertEquals("rest", entries.get(0).path("surface").textValue());
    var change = entries.get(1);
    assertEquals("flow_defaults.change", change.path("action").textValue());
    assertEquals("cli", change.path("surface").textValue());
    assertEquals("heartbeat", change.path("target").textValue());
    assertEquals("done", change.path("outcome").textValue());
    assertTrue(change.path("after").textValue().contains("\"heartbeat\":\"openai/gpt-5\""));
    assertEquals(1, get("/external/audit?limit=1").path("entries").size());
    assertEquals(1, get("/external/audit?before=2").path("entries").size());
    expect(400, "GET", "/external/audit?limit=0", "");
  }
}
