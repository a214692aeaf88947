package dev.otto.benchmarks;

import dev.otto.models.Budgets;
import dev.otto.models.CatalogCache;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.config.FlowDefaultsDocument;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.config.TokenFile;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.http.ApiServer;
import dev.otto.scheduler.models.CatalogRefreshes;
import dev.otto.scheduler.models.CatalogService;
import dev.otto.scheduler.models.FlowDefaultsService;
import dev.otto.scheduler.models.ModelRoutes;
import dev.otto.scheduler.models.ModelUsageRepository;
import dev.otto.scheduler.models.Models;
import dev.otto.scheduler.models.NodeCatalogs;
import dev.otto.scheduler.node.NodeRepository;
import dev.otto.scheduler.status.Metrics;
import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requests per second for the catalog on persistent connections over loopback: Otto's API beside a
 * bare Helidon handler that writes the same bytes, in alternating rounds, and Otto's 304 responses.
 * The load comes from wrk if it is installed. Client and server share the machine, so only the
 * ratio means anything.
 */
public final class CatalogRequests {
  private static final int MODELS = Integer.getInteger("models", 3_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 9);
  private static final int CONNECTIONS = Integer.getInteger("connections", 8);
  private static final String PATH = "/external/models/catalog";
  private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 3));

  private CatalogRequests() {}

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    Path home = Files.createTempDirectory("otto-catalog");
    var tokenFile = TokenFile.open(home.resolve("token"), new SecureRandom());
    try (var database = SqliteDatabase.open(home.resolve("state.db"));
        ApiServer otto = otto(home, database, tokenFile)) {
      String token = new String(tokenFile.get(), StandardCharsets.US_ASCII);
      Wire.WireReply reply = first(otto.port(), token);
      WebServer bare = bare(reply.body());
      var load = HttpLoad.best(CONNECTIONS, ROUND, token);
      System.out.println(Machine.description());
      System.out.println("asked by " + load.name());
      System.out.printf("%,d models, %,d bytes%n", MODELS, reply.body().length);
      compare(load, otto.port(), bare.port(), "If-None-Match: " + reply.tag());
      bare.stop();
    }
  }

  private static Wire.WireReply first(int port, String token) throws IOException {
    try (var wire = new Wire(port, token)) {
      return wire.send(wire.get(PATH, ""));
    }
  }

  private static void compare(HttpLoad load, int otto, int bare, String condition)
      throws Exception {
    var ours = new double[ROUNDS];
    var theirs = new double[ROUNDS];
    var unchanged = new double[ROUNDS];
    var ratio = new double[ROUNDS];
    load.rate(otto, PATH, "");
    load.rate(bare, PATH, "");
    for (int i = 0; i < ROUNDS; i++) {
      theirs[i] = load.rate(bare, PATH, "");
      ours[i] = load.rate(otto, PATH, "");
      unchanged[i] = load.rate(otto, PATH, condition);
      ratio[i] = ours[i] / theirs[i];
    }
    System.out.println("bare Helidon handler, requests/s: " + Figures.of(theirs));
    System.out.println("Otto's catalog, requests/s:       " + Figures.of(ours));
    System.out.println("Otto's 304, requests/s:           " + Figures.of(unchanged));
    System.out.println("Otto : bare, pair by pair:        " + Figures.of(ratio));
  }

  private static WebServer bare(byte[] body) {
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .routing(routing -> routing.get(PATH, (in, out) -> out.send(body)))
        .build()
        .start();
  }

  private static ApiServer otto(Path home, Database database, TokenFile token) throws Exception {
    InstantSource clock = InstantSource.system();
    var cache = new CatalogCache(home.resolve("cache.json"));
    var catalog = new ModelCatalog(new Listed(), cache, clock, Duration.ofHours(24));
    catalog.start();
    var file = new FlowDefaultsDocument(home.resolve("config.jsonc"));
    var audit = new AuditLog(database, clock);
    var usage = new ModelUsageRepository(database);
    var models =
        new Models(
            catalog,
            new CatalogService(
                catalog,
                FlowDefaults::none,
                () -> Budgets.NONE,
                usage,
                new CatalogRefreshes(catalog, audit),
                new NoReload(),
                NodeCatalogs.alone("benchmark")),
            new FlowDefaultsService(
                file,
                catalog::snapshot,
                audit,
                flow -> Map.of(),
                new NodeRepository(database).partialModels(catalog::snapshot)),
            new ModelResolver(catalog::snapshot, file::current),
            usage,
            id -> Optional.empty(),
            clock);
    var server =
        new ApiServer(
            Listen.loopback(0),
            token,
            audit::denied,
            new Metrics("benchmark")::answered,
            new LocalFailedAttempts(System::nanoTime));
    server.start();
    server.ready(List.of(new ModelRoutes(models)));
    return server;
  }

  private static final class NoReload implements CatalogService.Reload {
    @Override
    public int promptsInFlight() {
      return 0;
    }

    @Override
    public void run() {}
  }

  private static final class Listed implements ModelBackend {
    private final CatalogSnapshot listed = dev.otto.benchmarks.BenchmarkModels.snapshot(MODELS);

    @Override
    public Listing list() {
      return new Listing(listed.models(), listed.globalDefault(), 0);
    }

    @Override
    public Optional<ModelRef> globalDefault() {
      return listed.globalDefault();
    }

    @Override
    public String address() {
      return "here";
    }
  }
}
