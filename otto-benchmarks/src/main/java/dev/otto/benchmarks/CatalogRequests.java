package dev.otto.benchmarks;

import dev.otto.models.CatalogCache;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.config.FlowDefaultsFile;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.http.ApiServer;
import dev.otto.scheduler.http.ModelRoutes;
import dev.otto.scheduler.http.Models;
import dev.otto.scheduler.metrics.Metrics;
import dev.otto.scheduler.models.CatalogRefreshes;
import dev.otto.scheduler.models.CatalogService;
import dev.otto.scheduler.models.FlowDefaultsService;
import dev.otto.scheduler.models.ModelCheck;
import dev.otto.scheduler.models.ModelUsageRepository;
import io.helidon.webserver.WebServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Requests a second for the catalog on kept connections over loopback: Otto's API beside a bare
 * Helidon handler that writes the same bytes, in alternating rounds; and Otto's answers 304. Client
 * and server share the machine, so only the ratio means anything.
 */
public final class CatalogRequests {
  private static final int MODELS = Integer.getInteger("models", 3_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 9);
  private static final int CONNECTIONS = Integer.getInteger("connections", 8);
  private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 3));

  private CatalogRequests() {}

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    Path home = Files.createTempDirectory("otto-catalog");
    try (var database = Database.open(home.resolve("state.db"));
        ApiServer otto = otto(home, database)) {
      Reply reply = new Connection(otto.port(), "").next();
      WebServer bare = bare(reply.body());
      System.out.println(Machine.description());
      System.out.printf("%,d models, %,d bytes%n", MODELS, reply.body().length);
      compare(otto.port(), bare.port(), "If-None-Match: " + reply.tag() + "\r\n");
      bare.stop();
    }
  }

  private static void compare(int otto, int bare, String condition) throws Exception {
    var ours = new double[ROUNDS];
    var theirs = new double[ROUNDS];
    var unchanged = new double[ROUNDS];
    var ratio = new double[ROUNDS];
    rate(otto, "");
    rate(bare, "");
    for (int i = 0; i < ROUNDS; i++) {
      theirs[i] = rate(bare, "");
      ours[i] = rate(otto, "");
      unchanged[i] = rate(otto, condition);
      ratio[i] = ours[i] / theirs[i];
    }
    System.out.println("bare Helidon handler, requests/s: " + Figures.of(theirs));
    System.out.println("Otto's catalog, requests/s:       " + Figures.of(ours));
    System.out.println("Otto's 304, requests/s:           " + Figures.of(unchanged));
    System.out.println("Otto : bare, pair by pair:        " + Figures.of(ratio));
  }

  private static double rate(int port, String header) throws Exception {
    long end = System.nanoTime() + ROUND.toNanos();
    var loops = new ArrayList<Callable<Integer>>();
    for (int i = 0; i < CONNECTIONS; i++) {
      loops.add(() -> requestsUntil(end, port, header));
    }
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      int requests = 0;
      for (var loop : threads.invokeAll(loops)) {
        requests += loop.get();
      }
      return requests * 1e9 / TimeUnit.SECONDS.toNanos(ROUND.toSeconds());
    }
  }

  private static int requestsUntil(long end, int port, String header) throws IOException {
    var connection = new Connection(port, header);
    int requests = 0;
    while (System.nanoTime() < end) {
      connection.next();
      requests++;
    }
    connection.close();
    return requests;
  }

  private record Reply(String tag, byte[] body) {}

  /** As little of a client as there can be, so that the server is what is measured. */
  private static final class Connection {
    private final Socket socket;
    private final InputStream in;
    private final byte[] request;

    Connection(int port, String header) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 17);
      request =
          ("GET /external/models/catalog HTTP/1.1\r\nHost: localhost\r\n"
                  + "Authorization: Bearer t\r\n"
                  + header
                  + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
    }

    Reply next() throws IOException {
      socket.getOutputStream().write(request);
      int length = 0;
      String tag = "";
      for (String line = line(); !line.isEmpty(); line = line()) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length: ")) {
          length = Integer.parseInt(line.substring("content-length: ".length()));
        } else if (lower.startsWith("etag: ")) {
          tag = line.substring("etag: ".length());
        }
      }
      return new Reply(tag, in.readNBytes(length));
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("The server closed the connection");
        }
        line.append((char) c);
      }
      return line.toString().strip();
    }

    void close() throws IOException {
      socket.close();
    }
  }

  private static WebServer bare(byte[] body) {
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .routing(routing -> routing.get("/external/models/catalog", (in, out) -> out.send(body)))
        .build()
        .start();
  }

  private static ApiServer otto(Path home, Database database) throws Exception {
    InstantSource clock = InstantSource.system();
    var cache = new CatalogCache(home.resolve("cache.json"));
    var catalog = new ModelCatalog(new Listed(), cache, clock, Duration.ofHours(24));
    catalog.start();
    var file = new FlowDefaultsFile(home.resolve("config.jsonc"));
    var audit = new AuditLog(database, clock);
    var usage = new ModelUsageRepository(database);
    var models =
        new Models(
            catalog,
            new CatalogService(
                catalog,
                FlowDefaults::none,
                usage,
                new CatalogRefreshes(catalog, audit),
                new NoReload()),
            new FlowDefaultsService(file, new ModelCheck(catalog::snapshot), audit),
            new ModelResolver(catalog::snapshot, file),
            usage,
            id -> Optional.empty(),
            clock);
    var server =
        new ApiServer(
            ApiServer.Settings.loopback(0),
            () -> "t".getBytes(StandardCharsets.US_ASCII),
            audit,
            new Metrics(),
            clock);
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
    private final CatalogSnapshot listed = dev.otto.benchmarks.Models.snapshot(MODELS);

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
