package dev.otto.scheduler.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.contract.Contract;
import dev.otto.contract.Contract.Sender;
import dev.otto.contract.Exchange;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.Otto;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.metrics.Metrics;
import dev.otto.scheduler.sandbox.Failure;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The table of errors of the contract, row by row, of the daemon as it is run. */
class DocumentedErrorsTest {
  private static final Contract CONTRACT = new Contract();
  private static final ModelRef IMAGES = ModelRef.of("alder/only-images");
  private static final String JOBS = "/external/jobs";
  private static final String DEFAULTS = "/external/models/defaults";

  @TempDir static Path home;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static StandInOpenCode openCode;
  private static Otto otto;
  private static String token;

  /** One row: what is asked, and what the contract says it is answered. */
  private record Row(int status, String code, String when, Asking asking) {
    String name() {
      return status + " " + code + ": " + when;
    }
  }

  @FunctionalInterface
  private interface Asking {
    Reply ask() throws Exception;
  }

  private record Reply(Exchange exchange, HttpResponse<String> answer) {
    String header(String name) {
      return answer.headers().firstValue(name).orElse("");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    openCode = StandInOpenCode.start().models(withOneThatDrawsOnly());
    Files.writeString(
        home.resolve("config.jsonc"), "{\"scheduler\": {\"shutdownGraceSeconds\": 0}}");
    otto = Otto.start(environment());
    token = Files.readString(otto.paths().token()).strip();
    send("POST", JOBS, job("there", "\"cadenceMinutes\":600,\"runAt\":4102444800000"));
    send("POST", JOBS, job("paused", "\"cadenceMinutes\":600,\"runAt\":4102444800000"));
    send("PATCH", JOBS + "/paused", "{\"status\":\"paused\"}");
    send("POST", JOBS, job("running", "\"cadenceMinutes\":600"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> otto.jobs().find("running").orElseThrow().running());
  }

  @AfterAll
  static void stop() {
    otto.close();
    openCode.close();
    HTTP.shutdownNow();
    HTTP.close();
  }

  private static List<Model> withOneThatDrawsOnly() {
    var images =
        new Model(
            IMAGES,
            "Images",
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            false,
            false,
            false,
            Optional.empty(),
            Optional.empty());
    return Stream.concat(StandInOpenCode.demoModels().stream(), Stream.of(images)).toList();
  }

  private static Environment environment() {
    var variables =
        Map.of(
            "OTTO_HOME", home.toString(),
            "OTTO_OPENCODE_URL", openCode.url().toString(),
            "OTTO_EXTERNAL_API_PORT", "0");
    return new Environment(
        variables, home, InstantSource.system(), ZoneId.of("UTC"), RandomGenerator.getDefault());
  }

  private static String job(String id, String more) {
    return "{\"id\":\"%s\",\"type\":\"t\",\"scheduleType\":\"recurring\",%s,\"payload\":{\"prompt\":\"#delay=60000\"}}"
        .formatted(id, more);
  }

  private static String flow(String flow, String model) {
    return "{\"flowDefaults\":{\"" + flow + "\":" + model + "}}";
  }

  private static List<Row> rows() {
    String fresh = job("fresh", "\"cadenceMinutes\":5");
    return List.of(
        row(400, "invalid_request", "malformed JSON", () -> send("POST", JOBS, "{\"id\":")),
        row(400, "invalid_request", "no object", () -> send("POST", JOBS, "[]")),
        row(
            400,
            "invalid_request",
            "wrong types",
            () -> send("POST", JOBS, job("fresh", "\"cadenceMinutes\":\"5\""))),
        row(
            400,
            "invalid_request",
            "bad model reference",
            () -> send("PATCH", JOBS + "/there", "{\"modelRef\":\"no-slash\"}")),
        row(
            400,
            "invalid_request",
            "the word inherit",
            () -> send("PATCH", DEFAULTS, flow("heartbeat", "\"inherit\""))),
        row(
            400,
            "invalid_request",
            "unknown flow",
            () -> send("PATCH", DEFAULTS, flow("heartbaet", "null"))),
        row(400, "invalid_request", "bad limit", () -> get("/external/audit?limit=0")),
        row(400, "invalid_request", "unknown lane", () -> get(JOBS + "?lane=fast")),
        row(
            400,
            "unknown_model",
            "of a flow",
            () -> send("PATCH", DEFAULTS, flow("heartbeat", "\"alder/alder-9\""))),
        row(
            400,
            "unknown_model",
            "of a job",
            () -> send("PATCH", JOBS + "/there", "{\"modelRef\":\"alder/alder-9\"}")),
        row(401, "unauthorized", "no token", () -> as("", "GET", JOBS, "")),
        row(401, "unauthorized", "wrong token", () -> as("Bearer no", "GET", JOBS, "")),
        row(401, "unauthorized", "on an unknown route", () -> as("", "GET", "/external/x", "")),
        row(
            403,
            "forbidden_mutation",
            "cancel a system job",
            () -> send("DELETE", JOBS + "/system-heartbeat", "")),
        row(
            403,
            "forbidden_mutation",
            "create a system job",
            () -> send("POST", JOBS, job("system-mine", "\"cadenceMinutes\":5"))),
        row(404, "not_found", "unknown route", () -> get("/external/nothing")),
        row(404, "not_found", "unknown job", () -> get(JOBS + "/nobody")),
        row(404, "not_found", "unknown run", () -> get(JOBS + "/there/runs/none")),
        row(405, "method_not_allowed", "another method", () -> send("PUT", JOBS, fresh)),
        row(
            409,
            "state_conflict",
            "duplicate id",
            () -> send("POST", JOBS, job("there", "\"cadenceMinutes\":5"))),
        row(
            409,
            "state_conflict",
            "update of a running job",
            () -> send("PATCH", JOBS + "/running", "{\"cadenceMinutes\":6}")),
        row(
            409,
            "state_conflict",
            "delete of a running job",
            () -> send("DELETE", JOBS + "/running", "")),
        row(
            409,
            "state_conflict",
            "run-now of a running job",
            () -> send("POST", JOBS + "/running/run-now", "")),
        row(
            409,
            "state_conflict",
            "run-now of a paused job",
            () -> send("POST", JOBS + "/paused/run-now", "")),
        row(
            409,
            "state_conflict",
            "reload while prompts are in flight",
            () -> send("POST", "/external/models/refresh", "{\"reload\":true}")),
        row(
            409,
            "state_conflict",
            "restart where nothing supervises",
            () -> send("POST", "/external/system/restart", "")),
        row(
            412,
            "precondition_failed",
            "stale If-Match",
            () -> ask(request("PATCH", DEFAULTS, flow("heartbeat", "null"), "If-Match", "\"x\""))),
        row(
            413,
            "payload_too_large",
            "a body over 1 MiB",
            () -> send("POST", JOBS, "{\"x\":\"" + "x".repeat(1 << 20) + "\"}")),
        row(
            415,
            "unsupported_media_type",
            "a body that is not JSON",
            () -> ask(request("POST", JOBS, fresh, "Content-Type", "text/plain"))),
        row(
            422,
            "unsuitable_model",
            "a model without text output",
            () -> send("PATCH", DEFAULTS, flow("heartbeat", "\"" + IMAGES + "\""))),
        row(429, "too_many_requests", "after 20 wrong tokens", DocumentedErrorsTest::guess),
        row(500, "internal_error", "a defect", DocumentedErrorsTest::defect),
        row(
            502,
            "opencode_unavailable",
            "refresh without OpenCode",
            () -> withoutOpenCode("/external/models/refresh", "{}")),
        row(
            502,
            "opencode_unavailable",
            "a question without OpenCode",
            () -> withoutOpenCode("/external/assistant/messages", "{\"text\":\"x\"}")),
        row(503, "service_unavailable", "while starting", DocumentedErrorsTest::early));
  }

  @TestFactory
  Stream<DynamicTest> isAnsweredAsTheTableSays() {
    return rows().stream().map(row -> dynamicTest(row.name(), () -> check(row)));
  }

  private static void check(Row row) throws Exception {
    Reply reply = row.asking().ask();
    String answer = reply.exchange().answer();
    assertEquals(row.status(), reply.exchange().status(), row.name() + answer);
    JsonNode body = Json.read(answer.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertEquals(row.code(), body.path("error").textValue(), row.name());
    assertTrue(body.path("message").asText().length() > 10, answer);
    assertEquals(List.of(), CONTRACT.complaints(reply.exchange(), Sender.ANYBODY));
    switch (row.status()) {
      case 401 -> assertEquals("Bearer", reply.header("WWW-Authenticate"));
      case 405 -> assertEquals("GET, POST", reply.header("Allow"));
      case 429 -> assertTrue(Integer.parseInt(reply.header("Retry-After")) > 0);
      default -> {}
    }
  }

  @Test
  void everyErrorCodeHasARowAndIsInTheDocument() {
    Set<String> known =
        Arrays.stream(ErrorCode.values())
            .map(code -> code.status() + " " + code.key())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> tested =
        rows().stream()
            .map(row -> row.status() + " " + row.code())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(known, tested);
    assertEquals(
        Arrays.stream(ErrorCode.values()).map(ErrorCode::key).collect(Collectors.toSet()),
        CONTRACT.errors());
  }

  private static Row row(int status, String code, String when, Asking asking) {
    return new Row(status, code, when, asking);
  }

  /** Leaves the daemon's own count of failures alone; it would answer the other rows so, too. */
  private static Reply guess() throws Exception {
    try (var server = new Bare(call -> Answer.ok(Map.of()), true)) {
      for (int i = 0; i < 20; i++) {
        server.ask("Bearer no");
      }
      return server.ask("Bearer no");
    }
  }

  private static Reply defect() throws Exception {
    Route.Handler broken =
        call -> {
          throw new IllegalStateException("a defect");
        };
    try (var server = new Bare(broken, true)) {
      return server.ask("Bearer t");
    }
  }

  private static Reply early() throws Exception {
    try (var server = new Bare(call -> Answer.ok(Map.of()), false)) {
      return server.ask("Bearer t");
    }
  }

  private static Reply withoutOpenCode(String path, String body) throws Exception {
    openCode.failure(Failure.DROPS_CONNECTIONS);
    try {
      return send("POST", path, body);
    } finally {
      openCode.failure(Failure.NONE);
    }
  }

  /** A server with one route, for what the daemon cannot be brought to do. */
  private static final class Bare implements AutoCloseable {
    private static final String PATH = "/external/health";
    private final ApiServer server;

    Bare(Route.Handler handler, boolean ready) {
      server =
          new ApiServer(
              ApiServer.Settings.loopback(0),
              () -> ApiClient.TOKEN,
              (Access.Denials) (actor, request, reason) -> {},
              new Metrics(),
              InstantSource.system());
      server.start();
      if (ready) {
        server.ready(
            List.of(
                new RouteGroup() {
                  @Override
                  List<Route> routes() {
                    return List.of(Route.get(PATH, handler));
                  }
                }));
      }
    }

    Reply ask(String authorization) throws Exception {
      var request =
          HttpRequest.newBuilder(URI.create(server.address() + PATH))
              .header("Authorization", authorization);
      return DocumentedErrorsTest.ask(new Sent("GET", PATH, "", request.build()));
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private record Sent(String method, String path, String body, HttpRequest request) {}

  private static Reply get(String path) throws Exception {
    return send("GET", path, "");
  }

  private static Reply send(String method, String path, String body) throws Exception {
    return as("Bearer " + token, method, path, body);
  }

  private static Reply as(String authorization, String method, String path, String body)
      throws Exception {
    return ask(request(method, path, body, "Authorization", authorization));
  }

  private static Sent request(
      String method, String path, String body, String header, String value) {
    var request =
        HttpRequest.newBuilder(URI.create(otto.address() + path))
            .setHeader("Authorization", "Bearer " + token)
            .setHeader("Content-Type", "application/json")
            .setHeader(header, value)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    return new Sent(method, path, body, request.build());
  }

  private static Reply ask(Sent sent) throws Exception {
    var answer = HTTP.send(sent.request(), HttpResponse.BodyHandlers.ofString());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return new Reply(
        new Exchange(
            sent.method(), sent.path(), sent.body(), answer.statusCode(), type, answer.body()),
        answer);
  }
}
