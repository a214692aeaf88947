package dev.otto.scheduler.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.Budgets;
import dev.otto.models.CatalogCache;
import dev.otto.models.FailureCode;
import dev.otto.models.Flow;
import dev.otto.models.Modalities;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Payer;
import dev.otto.models.config.FlowDefaultsDocument;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.audit.AuditRoutes;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.models.CatalogRefreshes;
import dev.otto.scheduler.models.CatalogService;
import dev.otto.scheduler.models.FlowDefaultsService;
import dev.otto.scheduler.models.ModelRoutes;
import dev.otto.scheduler.models.ModelUsageRepository;
import dev.otto.scheduler.models.Models;
import dev.otto.scheduler.models.NodeCatalogs;
import dev.otto.scheduler.node.NodeRepository;
import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
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
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tests of the models' routes have in common: a backend that they change, and a client.
 */
abstract class ModelApiTest {
  static final ModelRef GPT = ModelRef.of("openai/gpt-5");
  static final ModelRef SONNET = ModelRef.of("openrouter/anthropic/claude-sonnet-4.5");
  static final String NODE = "alone";
  static final ModelRef SPEECH = ModelRef.of("openai/whisper");

  /** The fences of the jobs of each flow. */
  Map<String, List<String>> fences = Map.of();

  private static final Map<String, Models.JobChoice> JOBS =
      Map.of(
          "with/model",
          new Models.JobChoice(
              Optional.of(Payer.ofJob(Flow.SCHEDULED_TASKS, "with/model")),
              ModelChoice.of(Optional.of(SONNET))),
          "system-model-catalog-refresh",
          new Models.JobChoice(Optional.empty(), ModelChoice.INHERIT));

  @TempDir Path folder;
  final Backend backend = new Backend();
  Instant now = Instant.parse("2026-11-20T12:00:00Z");
  int promptsInFlight;
  Path config;
  private Database database;
  private ApiServer server;
  private ApiClient client;

  /** A backend whose list a test can change. */
  static final class Backend implements ModelBackend {
    List<Model> models = List.of(Model.named(GPT), Model.named(SONNET), silent(SPEECH));
    boolean up = true;

    @Override
    public Listing list() throws UnavailableException {
      if (!up) {
        throw new UnavailableException(
            FailureCode.OPENCODE_UNREACHABLE, "OpenCode does not answer; is it running?");
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
        new Model.Limits(OptionalLong.empty(), OptionalLong.of(1)),
        new Model.Prices(
            OptionalDouble.of(0.5),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty()),
        new Model.Abilities(
            false, false, List.of(), new Modalities(Set.of(Modality.TEXT), Set.of(), false)),
        Optional.of("2025-08"),
        Optional.empty());
  }

  @BeforeEach
  void start() throws Exception {
    InstantSource clock = () -> now;
    config = folder.resolve("config.jsonc");
    Files.writeString(config, "{ // mine\n}\n");
    database = SqliteDatabase.open(folder.resolve("state.db"));
    var catalog =
        new ModelCatalog(
            backend, new CatalogCache(folder.resolve("cache.json")), clock, Duration.ofHours(24));
    catalog.start();
    var file = new FlowDefaultsDocument(config);
    var audit = new AuditLog(database, clock);
    var usage = new ModelUsageRepository(database);
    var defaults =
        new FlowDefaultsService(
            file,
            catalog::snapshot,
            audit,
            flow -> fences,
            new NodeRepository(database).partialModels(catalog::snapshot));
    defaults.start();
    var refreshes =
        new CatalogService(
            catalog,
            file::current,
            () -> Budgets.NONE,
            usage,
            new CatalogRefreshes(catalog, audit),
            reload(),
            NodeCatalogs.alone(NODE));
    var models =
        new Models(
            catalog,
            refreshes,
            defaults,
            new ModelResolver(catalog::snapshot, file::current),
            usage,
            id -> Optional.ofNullable(JOBS.get(id)),
            clock);
    server =
        new ApiServer(
            Listen.loopback(0),
            () -> ApiClient.TOKEN,
            audit::denied,
            (method, path, status) -> {},
            new LocalFailedAttempts(System::nanoTime));
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

  HttpRequest.Builder request(String path) {
    return client.request(path);
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request);
  }

  JsonNode expect(int status, String method, String path, String body) throws Exception {
    return client.expect(status, method, path, body);
  }

  JsonNode get(String path) throws Exception {
    return client.get(path);
  }

  static String defaults(String flow, String model) {
    return "{\"flowDefaults\":{\"" + flow + "\":" + model + "}}";
  }
}
