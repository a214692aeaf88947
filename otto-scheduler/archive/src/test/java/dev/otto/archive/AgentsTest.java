package dev.otto.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.otto.scheduler.opencode.FreePort;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java agents of other people in the programs of the archive; the build fetches them. */
@WithArchive
class AgentsTest {
  private static final Path AGENTS = Path.of("target/agents").toAbsolutePath();
  private static final Pattern PRESCRIBED = Pattern.compile("#\\s+OTTO_JAVA_OPTS=(-javaagent\\S+)");
  private static final Duration LONG = Duration.ofMinutes(2);

  private Unpacked archive;

  @BeforeEach
  void emptyHome(Unpacked unpacked, @TempDir Path home) {
    archive = unpacked.at(home);
  }

  @Test
  void theJmxExporterIsScrapedWhenStartedAsItsSampleSays() throws Exception {
    int port = FreePort.find();
    try (var openCode = StandInOpenCode.start();
        var otto = Serving.start(archive, openCode.url().toString(), jmxExporter(port))) {
      var page = URI.create("http://127.0.0.1:" + port + "/metrics");
      String metrics = get(page);
      assertTrue(
          metrics.contains("dev_otto_modelcatalog_count{scheduler=\"otto\"} 645.0"), metrics);
      assertEquals(List.of(), otto.stop());
    }
  }

  @Test
  void openTelemetryIsToldOfTheJvmAndOfRequests() throws Exception {
    try (var collector = Collector.start();
        var openCode = StandInOpenCode.start();
        var otto = Serving.start(archive, openCode.url().toString(), openTelemetry(collector))) {
      otto.ottoctl("task", "create", "--id", "news", "--cron", "0 7 1 1 *", "--prompt", "Hi").ok();
      var run = otto.json("task", "run-now", "news", "--wait");
      assertEquals("succeeded", run.path("state").asText(), run.toString());
      await().atMost(LONG).until(() -> collector.got("/v1/metrics", "jvm.memory.used"));
      await().atMost(LONG).until(() -> collector.got("/v1/traces", "/external/jobs"));
      assertEquals(List.of(), otto.stop());
    }
  }

  @Test
  void theControlPlaneAloneTakesAgentsToo() throws Exception {
    int port = FreePort.find();
    Path token = Files.writeString(archive.home().resolve("token"), "a-token-of-this-test");
    var alone =
        archive.program(
            "otto-control-plane", "--url=http://127.0.0.1:1", "--token-file=" + token, "--port=0");
    alone.environment().putAll(jmxExporter(port));
    Path said = archive.home().resolve("said.txt");
    Process process = alone.redirectOutput(said.toFile()).redirectErrorStream(true).start();
    try {
      await().atMost(LONG).until(() -> Files.readString(said).contains("log in: "));
      assertTrue(Files.readString(said).startsWith("control plane http"), Files.readString(said));
      assertTrue(
          get(URI.create("http://127.0.0.1:" + port + "/metrics")).contains("jmx_scrape_error 0"));
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * The command line lives for a tenth of a second; an agent for all of a machine's Java hits it.
   */
  @Test
  void anAgentForEveryJavaOfTheMachineLeavesTheAnswersOfOttoctlAlone() throws Exception {
    var version = archive.program("ottoctl", "--version");
    String agent = jmxExporter(FreePort.find()).get("OTTO_JAVA_OPTS");
    version.environment().put("JAVA_TOOL_OPTIONS", agent);
    var result = archive.run(version);
    assertTrue(result.ok().matches("ottoctl \\S+\n"), result.out());
    assertEquals("Picked up JAVA_TOOL_OPTIONS: " + agent + "\n", result.err());
  }

  /** What the sample prescribes, with the places and the port of this test. */
  private Map<String, String> jmxExporter(int port) throws IOException {
    Path sample = archive.file("config-samples/jmx-exporter.yaml");
    var prescribed = PRESCRIBED.matcher(Files.readString(sample));
    assertTrue(prescribed.find());
    // The launchers split at blanks, and the folder of the archive has one in its name.
    Path rules = Files.copy(sample, archive.home().resolve("jmx-exporter.yaml"));
    String option =
        prescribed
            .group(1)
            .replace("/opt/", AGENTS + "/")
            .replace(":9404:", ":" + port + ":")
            .replace("/etc/otto/jmx-exporter.yaml", rules.toString());
    return Map.of("OTTO_JAVA_OPTS", option);
  }

  private static Map<String, String> openTelemetry(Collector collector) {
    return Map.of(
        "OTTO_JAVA_OPTS",
        "-javaagent:" + AGENTS.resolve("opentelemetry-javaagent.jar"),
        "OTEL_SERVICE_NAME",
        "otto",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        collector.url(),
        "OTEL_METRIC_EXPORT_INTERVAL",
        "1000");
  }

  private static String get(URI page) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
    }
  }

  /** Where OpenTelemetry sends what it sees. */
  private record Collector(HttpServer server, Queue<Message> messages) implements AutoCloseable {
    private record Message(String path, String body) {}

    static Collector start() throws IOException {
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var collector =
          new Collector(HttpServer.create(loopback, 0), new ConcurrentLinkedQueue<Message>());
      collector.server.createContext(
          "/",
          exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            collector.messages.add(new Message(path, new String(body, ISO_8859_1)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      collector.server.start();
      return collector;
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    boolean got(String path, String part) {
      return messages.stream()
          .anyMatch(message -> message.path().equals(path) && message.body().contains(part));
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
