package dev.otto.scheduler.http;

import static dev.otto.scheduler.http.AskedOtto.IMAGES;
import static dev.otto.scheduler.http.AskedOtto.JOBS;
import static dev.otto.scheduler.http.AskedOtto.job;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.contract.Contract;
import dev.otto.contract.Contract.Sender;
import dev.otto.scheduler.http.Asked.Reply;
import dev.otto.web.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One request for each answer that the contract lists, operation by operation, to a running Otto.
 * The errors that any operation may have are the matter of {@link DocumentedErrorsTest}.
 */
class ContractRequestsTest {
  private static final Contract CONTRACT = new Contract();
  private static final String MODELS = "/external/models";
  private static final String DEFAULTS = MODELS + "/defaults";
  private static final String BUDGETS = "/external/budgets";
  private static final String PROFILE = "/external/settings/notification-profile";
  private static final String RESTART = "/external/system/restart";
  private static final String NODES = "/external/nodes";
  private static final String ASK = "/external/assistant/messages";
  private static final String ONE = JOBS + "/{id}";
  private static final String RUNS = ONE + "/runs";
  private static final String RUN = RUNS + "/{runId}";
  private static final String CONTEXT = "/external/runs/{runId}/context";
  private static final String TRANSCRIPT = "/external/runs/{runId}/transcript";
  private static final String OTHER = "basalt/basalt-4-mini";
  private static final String IMAGE = "{\"modelRef\":\"" + IMAGES + "\"}";

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir static Path home;
  @TempDir static Path other;
  @TempDir static Path third;
  private static AskedOtto otto;

  /** Refuses what has no token beside the other two, each of which takes some for guesses. */
  private static AskedOtto refusing;

  /** Started by systemd, on an OpenCode that has no default. */
  private static AskedOtto supervised;

  private static String run = "";

  /** What is asked of which operation, and the status that is due. */
  private record Row(String operation, int status, Asking asking) {
    String name() {
      return operation + " " + status;
    }
  }

  @FunctionalInterface
  private interface Asking {
    Reply ask() throws Exception;
  }

  @BeforeAll
  static void start() throws Exception {
    otto = AskedOtto.start(home);
    String pid = Long.toString(ProcessHandle.current().pid());
    refusing = AskedOtto.start(third);
    supervised =
        AskedOtto.withoutDefault(other, Map.of("SYSTEMD_EXEC_PID", pid, "OTTO_NODE_NAME", "own"));
    otto.send("POST", JOBS, job("quick", "\"cadenceMinutes\":600").replace("#delay=60000", "Hi"));
    String bad = job("fails", "\"cadenceMinutes\":600").replace("#delay=60000", "#status=400");
    otto.send("POST", JOBS, bad);
    run = ended("quick");
    ended("fails");
  }

  /** Waits for the end of a run of the job and returns its id. */
  private static String ended(String job) throws Exception {
    String runs = JOBS + "/" + job + "/runs";
    await().atMost(LONG).until(() -> latest(runs).path("finishedAt").isNumber());
    return latest(runs).path("id").asText();
  }

  private static JsonNode latest(String runs) throws Exception {
    String answer = otto.get(runs).exchange().answer();
    return Json.read(answer.getBytes(StandardCharsets.UTF_8), JsonNode.class).at("/runs/0");
  }

  @AfterAll
  static void stop() {
    supervised.close();
    refusing.close();
    otto.close();
  }

  private static List<Row> rows() {
    var rows = new ArrayList<Row>();
    rows.addAll(models());
    rows.addAll(replacements());
    rows.addAll(comparisons());
    rows.addAll(defaults("PUT"));
    rows.addAll(defaults("PATCH"));
    rows.addAll(budgets());
    rows.addAll(jobs());
    rows.addAll(oneJob());
    rows.addAll(acknowledgements());
    rows.addAll(runs());
    rows.addAll(system());
    rows.addAll(nodes());
    CONTRACT.answers().stream()
        .filter(answer -> answer.endsWith(" 401"))
        .map(answer -> answer.replace(" 401", ""))
        .forEach(operation -> rows.add(row(operation, 401, () -> withoutToken(operation))));
    return rows;
  }

  private static List<Row> models() {
    String catalog = MODELS + "/catalog";
    String refresh = MODELS + "/refresh";
    String check = MODELS + "/check";
    String changes = MODELS + "/changes";
    String resolve = MODELS + "/resolve";
    return List.of(
        row("GET " + catalog, 200, () -> otto.get(catalog + "?details=true")),
        row("GET " + catalog, 304, () -> unchanged(catalog)),
        row("GET " + catalog, 400, () -> otto.get(catalog + "?details=perhaps")),
        row("GET " + changes, 200, () -> otto.get(changes)),
        row("GET " + changes, 400, () -> otto.get(changes + "?limit=0")),
        row("POST " + refresh, 200, () -> otto.send("POST", refresh, "{}")),
        row("POST " + refresh, 400, () -> otto.send("POST", refresh, "{\"reload\":1}")),
        row("POST " + refresh, 404, () -> otto.send("POST", refresh + "?node=nobody", "{}")),
        row("POST " + refresh, 409, () -> otto.send("POST", refresh, "{\"reload\":true}")),
        row("POST " + refresh, 502, () -> otto.withoutOpenCode(refresh, "{}")),
        row("GET " + DEFAULTS, 200, () -> otto.get(DEFAULTS)),
        row("GET " + resolve, 200, () -> otto.get(resolve + "?flow=heartbeat")),
        row("GET " + resolve, 400, () -> otto.get(resolve + "?flow=heartbaet")),
        row("GET " + resolve, 404, () -> otto.get(resolve + "?jobId=nobody")),
        row("POST " + check, 200, () -> otto.send("POST", check, "{}")),
        row("POST " + check, 400, () -> otto.send("POST", check, "{\"timeoutSeconds\":0}")),
        row("GET " + MODELS + "/usage", 200, () -> otto.get(MODELS + "/usage")));
  }

  private static List<Row> comparisons() {
    String whatIf = MODELS + "/whatif";
    return List.of(
        row("POST " + whatIf, 200, () -> otto.send("POST", whatIf, replacing(OTHER))),
        row("POST " + whatIf, 400, () -> otto.send("POST", whatIf, replacing("alder/none"))),
        row("POST " + whatIf, 422, () -> otto.send("POST", whatIf, replacing(IMAGES.toString()))));
  }

  private static List<Row> replacements() {
    String replace = MODELS + "/replace";
    String undo = replace + "/{id}/undo";
    return List.of(
        row("POST " + replace, 200, () -> otto.send("POST", replace, replacing(OTHER))),
        row("POST " + replace, 400, () -> otto.send("POST", replace, replacing("alder/none"))),
        row("POST " + replace, 409, () -> onBrokenFile("POST", replace, replacing(OTHER))),
        row("POST " + replace, 422, () -> otto.send("POST", replace, replacing(IMAGES.toString()))),
        row("POST " + undo, 200, () -> undone(replace)),
        row("POST " + undo, 400, () -> otto.send("POST", replace + "/first/undo", "")),
        row("POST " + undo, 404, () -> otto.send("POST", replace + "/1/undo", "")));
  }

  private static String replacing(String other) {
    return "{\"from\":\"alder/gone\",\"to\":\"" + other + "\"}";
  }

  private static Reply undone(String replace) throws Exception {
    String named = "\"cadenceMinutes\":600,\"runAt\":4102444800000,\"modelRef\":\"alder/gone\"";
    otto.send("POST", JOBS + "?allowUnavailable=true", job("named", named));
    String answer = otto.send("POST", replace, replacing(OTHER)).exchange().answer();
    long id =
        Json.read(answer.getBytes(StandardCharsets.UTF_8), JsonNode.class).path("id").asLong();
    return otto.send("POST", replace + "/" + id + "/undo", "");
  }

  private static List<Row> defaults(String method) {
    String operation = method + " " + DEFAULTS;
    return List.of(
        row(operation, 200, () -> otto.send(method, DEFAULTS, flows("null"))),
        row(operation, 400, () -> otto.send(method, DEFAULTS, flows("5"))),
        row(operation, 409, () -> onBrokenFile(method, DEFAULTS, flows("null"))),
        row(operation, 412, () -> otto.with("If-Match", "\"x\"", method, DEFAULTS, flows("null"))),
        row(operation, 422, () -> otto.send(method, DEFAULTS, flows("\"" + IMAGES + "\""))));
  }

  private static List<Row> budgets() {
    String put = "PUT " + BUDGETS;
    String some = "{\"budgets\":{\"jobs\":{\"nobody\":{\"usdPerDay\":5,\"tokensPerDay\":9}}}}";
    return List.of(
        row("GET " + BUDGETS, 200, () -> otto.get(BUDGETS)),
        row(put, 200, () -> otto.send("PUT", BUDGETS, some)),
        row(put, 400, () -> otto.send("PUT", BUDGETS, some.replace("9", "0"))),
        row(put, 409, () -> onBrokenFile("PUT", BUDGETS, some)),
        row(put, 412, () -> otto.with("If-Match", "\"x\"", "PUT", BUDGETS, some)));
  }

  private static String many(String change) {
    return "{\"changes\":[{\"id\":\"there\",\"change\":" + change + "}]}";
  }

  private static List<Row> jobs() {
    String recurring = "\"cadenceMinutes\":600,\"runAt\":4102444800000";
    String pictures = recurring + ",\"modelRef\":\"" + IMAGES + "\"";
    return List.of(
        row("GET " + JOBS, 200, () -> otto.get(JOBS + "?status=paused&limit=1")),
        row("GET " + JOBS, 400, () -> otto.get(JOBS + "?status=asleep")),
        row("PATCH " + JOBS, 200, () -> otto.send("PATCH", JOBS, many("{\"status\":\"idle\"}"))),
        row("PATCH " + JOBS, 400, () -> otto.send("PATCH", JOBS, many("7"))),
        row("POST " + JOBS, 201, () -> otto.send("POST", JOBS, job("new", recurring))),
        row("POST " + JOBS, 400, () -> otto.send("POST", JOBS, job("x", "\"cadenceMinutes\":0"))),
        row("POST " + JOBS, 403, () -> otto.send("POST", JOBS, job("system-x", recurring))),
        row("POST " + JOBS, 409, () -> otto.send("POST", JOBS, job("there", recurring))),
        row("POST " + JOBS, 422, () -> otto.send("POST", JOBS, job("x", pictures))));
  }

  private static List<Row> oneJob() {
    String there = JOBS + "/there";
    String running = JOBS + "/running";
    String nobody = JOBS + "/nobody";
    String heartbeat = JOBS + "/system-heartbeat";
    String later = "{\"cadenceMinutes\":601}";
    String patch = "PATCH " + ONE;
    String now = "POST " + ONE + "/run-now";
    return List.of(
        row("GET " + ONE, 200, () -> otto.get(there)),
        row("GET " + ONE, 404, () -> otto.get(nobody)),
        row(patch, 200, () -> otto.send("PATCH", there, later)),
        row(patch, 400, () -> otto.send("PATCH", there, "{\"cadenceMinutes\":0}")),
        row(patch, 403, () -> otto.send("PATCH", heartbeat, later)),
        row(patch, 404, () -> otto.send("PATCH", nobody, later)),
        row(patch, 409, () -> otto.send("PATCH", running, later)),
        row(patch, 412, () -> otto.with("If-Match", "\"x\"", "PATCH", there, later)),
        row(patch, 422, () -> otto.send("PATCH", there, IMAGE)),
        row("DELETE " + ONE, 200, () -> otto.send("DELETE", there + "?dryRun=true", "")),
        row("DELETE " + ONE, 400, () -> otto.send("DELETE", there, "{\"reason\":\" \"}")),
        row("DELETE " + ONE, 403, () -> otto.send("DELETE", heartbeat, "")),
        row("DELETE " + ONE, 404, () -> otto.send("DELETE", nobody, "")),
        row("DELETE " + ONE, 409, () -> otto.send("DELETE", running, "")),
        row(now, 200, () -> otto.send("POST", there + "/run-now?dryRun=true", "")),
        row(now, 400, () -> otto.send("POST", there + "/run-now?dryRun=perhaps", "")),
        row(now, 403, () -> otto.send("POST", heartbeat + "/run-now", "")),
        row(now, 404, () -> otto.send("POST", nobody + "/run-now", "")),
        row(now, 409, () -> otto.send("POST", running + "/run-now", "")),
        row("GET " + ONE + "/audit", 200, () -> otto.get(there + "/audit?limit=1")),
        row("GET " + ONE + "/audit", 400, () -> otto.get(there + "/audit?limit=201")),
        row("GET " + ONE + "/audit", 404, () -> otto.get(nobody + "/audit")));
  }

  private static List<Row> runs() {
    String quick = JOBS + "/quick/runs";
    String nobody = JOBS + "/nobody/runs";
    String last = "/external/runs/last-of-jobs";
    String abort = RUN + "/abort";
    return List.of(
        row("GET " + RUNS, 200, () -> otto.get(quick + "?limit=1&offset=0")),
        row("GET " + RUNS, 400, () -> otto.get(quick + "?offset=-1")),
        row("GET " + RUNS, 404, () -> otto.get(nobody)),
        row("GET " + RUN, 200, () -> otto.get(quick + "/" + run)),
        row("GET " + RUN, 404, () -> otto.get(quick + "/none")),
        row("POST " + abort, 202, () -> otto.send("POST", inFlight() + "/abort", "")),
        row("POST " + abort, 404, () -> otto.send("POST", quick + "/none/abort", "")),
        row("POST " + abort, 409, () -> otto.send("POST", quick + "/" + run + "/abort", "")),
        row("GET " + last, 200, () -> otto.get(last)),
        row("GET " + last, 400, () -> otto.get(last + "?limit=0")),
        row("GET /external/runs", 200, () -> otto.get("/external/runs?fallback=true")),
        row("GET /external/runs", 400, () -> otto.get("/external/runs?fallback=perhaps")),
        row("GET /external/runs/{runId}", 200, () -> otto.get("/external/runs/" + run)),
        row("GET /external/runs/{runId}", 404, () -> otto.get("/external/runs/none")),
        row("GET " + CONTEXT, 200, () -> otto.get("/external/runs/" + run + "/context")),
        row("GET " + CONTEXT, 404, () -> otto.get("/external/runs/none/context")),
        row("GET " + TRANSCRIPT, 200, () -> otto.get("/external/runs/" + run + "/transcript")),
        row("GET " + TRANSCRIPT, 404, () -> otto.get("/external/runs/none/transcript")),
        row("GET /external/stats", 200, () -> otto.get("/external/stats?hours=1")),
        row("GET /external/stats", 400, () -> otto.get("/external/stats?hours=0")));
  }

  private static List<Row> nodes() {
    String drain = NODES + "/{node}/drain";
    String resume = NODES + "/{node}/resume";
    return List.of(
        row("GET " + NODES, 200, () -> otto.get(NODES)),
        row("POST " + drain, 200, () -> supervised.send("POST", NODES + "/own/drain", "")),
        row("POST " + drain, 404, () -> otto.send("POST", NODES + "/nobody/drain", "")),
        row("POST " + resume, 200, () -> supervised.send("POST", NODES + "/own/resume", "")),
        row("POST " + resume, 404, () -> otto.send("POST", NODES + "/nobody/resume", "")));
  }

  private static List<Row> system() {
    String asked = "{\"text\":\"Hello\"}";
    String mute = "{\"muteForMinutes\":5}";
    String restart = "POST " + RESTART;
    return List.of(
        row("GET /external/audit", 200, () -> otto.get("/external/audit?limit=1")),
        row("GET /external/audit", 400, () -> otto.get("/external/audit?before=x")),
        row("GET /external/health", 200, () -> otto.get("/external/health")),
        row("GET /external/system/status", 200, () -> otto.get("/external/system/status")),
        row(restart, 202, () -> supervised.send("POST", RESTART + "?dryRun=true", "")),
        row(restart, 400, () -> supervised.send("POST", RESTART + "?dryRun=perhaps", "")),
        row(restart, 409, () -> otto.send("POST", RESTART, "")),
        row("GET " + PROFILE, 200, () -> otto.get(PROFILE)),
        row("PUT " + PROFILE, 200, () -> otto.send("PUT", PROFILE, mute)),
        row("PUT " + PROFILE, 400, () -> otto.send("PUT", PROFILE, mute.replace("5", "0"))),
        row("GET /external/notifications", 200, () -> otto.get("/external/notifications")),
        row("GET /external/notifications", 400, () -> otto.get("/external/notifications?limit=0")),
        row("GET /external/events", 200, () -> otto.get("/external/events?once=true")),
        row("GET /external/events", 400, () -> otto.get("/external/events?once=perhaps")),
        row("POST " + ASK, 200, () -> otto.send("POST", ASK, asked)),
        row("POST " + ASK, 400, () -> otto.send("POST", ASK, "{\"text\":\" \"}")),
        row(
            "POST " + ASK,
            404,
            () -> otto.send("POST", ASK, "{\"text\":\"?\",\"runId\":\"none\"}")),
        row("POST " + ASK, 409, () -> supervised.send("POST", ASK, asked)),
        row("POST " + ASK, 502, () -> otto.withoutOpenCode(ASK, asked)),
        row("GET /observe/health", 200, () -> otto.get("/observe/health")),
        row("GET /observe/health", 503, ContractRequestsTest::beforeItIsReady),
        row("GET /observe/metrics", 200, () -> otto.get("/observe/metrics")),
        row("GET /openapi", 200, () -> otto.get("/openapi")));
  }

  @Test
  void eachListedAnswerHasARow() {
    var rows = rows().stream().map(Row::name).toList();
    assertEquals(CONTRACT.answers(), new TreeSet<>(rows));
    assertTrue(rows.size() >= 110, "" + rows.size());
  }

  @TestFactory
  Stream<DynamicTest> isAnsweredAsListed() {
    return rows().stream().map(row -> dynamicTest(row.name(), () -> check(row)));
  }

  private static void check(Row row) throws Exception {
    Reply reply = row.asking().ask();
    assertEquals(row.status(), reply.exchange().status(), reply.exchange().answer());
    assertEquals(List.of(), CONTRACT.complaints(reply.exchange(), Sender.ANYBODY));
  }

  private static Row row(String operation, int status, Asking asking) {
    return new Row(operation, status, asking);
  }

  private static String flows(String model) {
    return "{\"flowDefaults\":{\"interactiveAssistant\":null,\"scheduledTasks\":null,"
        + "\"watchdogFailures\":null,\"heartbeat\":"
        + model
        + "}}";
  }

  /** The job has failed by the time that these are asked, and is acknowledged by the first. */
  private static List<Row> acknowledgements() {
    String path = JOBS + "/{id}/acknowledgement";
    String fails = JOBS + "/fails/acknowledgement";
    String nobody = JOBS + "/nobody/acknowledgement";
    String quick = JOBS + "/quick/acknowledgement";
    String body = "{\"reason\":\"known\",\"until\":4102444800000}";
    String put = "PUT " + path;
    String delete = "DELETE " + path;
    return List.of(
        row(put, 200, () -> otto.send("PUT", fails, body)),
        row(put, 400, () -> otto.send("PUT", fails, "{\"reason\":\" \"}")),
        row(put, 404, () -> otto.send("PUT", nobody, body)),
        row(put, 409, () -> otto.send("PUT", quick, body)),
        row(delete, 200, () -> otto.send("DELETE", fails, "")),
        row(delete, 404, () -> otto.send("DELETE", nobody, "")),
        row(delete, 409, () -> otto.send("DELETE", quick, "")));
  }

  private static Reply withoutToken(String operation) throws Exception {
    String[] words = operation.split(" ", 2);
    String path = words[1].replaceAll("[{}]", "");
    AskedOtto one =
        path.startsWith(JOBS)
            ? supervised
            : path.startsWith(MODELS) || path.startsWith(NODES) ? refusing : otto;
    return one.with("Authorization", "", words[0], path, "");
  }

  private static Reply unchanged(String path) throws Exception {
    return otto.with("If-None-Match", otto.get(path).header("ETag"), "GET", path, "");
  }

  /** The file is broken by hand while a change of ours is on its way. */
  private static Reply onBrokenFile(String method, String path, String body) throws Exception {
    Path file = home.resolve("config.jsonc");
    byte[] before = Files.readAllBytes(file);
    Files.writeString(file, "{");
    try {
      return otto.send(method, path, body);
    } finally {
      Files.write(file, before);
    }
  }

  private static String inFlight() throws Exception {
    otto.send("POST", JOBS, job("aborted", "\"cadenceMinutes\":600"));
    String runs = JOBS + "/aborted/runs";
    await().atMost(LONG).until(() -> !latest(runs).isMissingNode());
    return runs + "/" + latest(runs).path("id").asText();
  }

  private static Reply beforeItIsReady() throws Exception {
    try (var server = new BareServer(call -> dev.otto.web.Reply.ok(Map.of()), false)) {
      return server.health();
    }
  }
}
