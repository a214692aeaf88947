package dev.otto.scheduler.http;

import static dev.otto.scheduler.http.AskedOtto.IMAGES;
import static dev.otto.scheduler.http.AskedOtto.JOBS;
import static dev.otto.scheduler.http.AskedOtto.job;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.contract.Contract;
import dev.otto.contract.Contract.Sender;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.http.Asked.Reply;
import dev.otto.web.Json;
import dev.otto.web.Route;
import dev.otto.wire.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The table of errors of the contract, row by row, of the daemon as it is run. */
class DocumentedErrorsTest {
  private static final Contract CONTRACT = new Contract();
  private static final String DEFAULTS = "/external/models/defaults";

  @AutoClose private static AskedOtto otto;

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

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    otto = AskedOtto.start(home);
  }

  private static String flow(String flow, String model) {
    return "{\"flowDefaults\":{\"" + flow + "\":" + model + "}}";
  }

  /** Asks the assistant once more than it may. */
  private static Reply overBudget() throws Exception {
    String ask = "/external/assistant/messages";
    String question = "{\"text\":\"Hello\"}";
    String budgets = "/external/budgets";
    otto.send("POST", ask, question);
    otto.send(
        "PUT",
        budgets,
        "{\"budgets\":{\"flows\":{\"interactiveAssistant\":{\"tokensPerDay\":1}}}}");
    try {
      return otto.send("POST", ask, question);
    } finally {
      otto.send("PUT", budgets, "{\"budgets\":{}}");
    }
  }

  private static List<Row> rows() {
    String fresh = job("fresh", "\"cadenceMinutes\":5");
    return List.of(
        row(400, "invalid_request", "malformed JSON", () -> otto.send("POST", JOBS, "{\"id\":")),
        row(400, "invalid_request", "no object", () -> otto.send("POST", JOBS, "[]")),
        row(
            400,
            "invalid_request",
            "wrong types",
            () -> otto.send("POST", JOBS, job("fresh", "\"cadenceMinutes\":\"5\""))),
        row(
            400,
            "invalid_request",
            "bad model reference",
            () -> otto.send("PATCH", JOBS + "/there", "{\"modelRef\":\"no-slash\"}")),
        row(
            400,
            "invalid_request",
            "the word inherit",
            () -> otto.send("PATCH", DEFAULTS, flow("heartbeat", "\"inherit\""))),
        row(
            400,
            "invalid_request",
            "unknown flow",
            () -> otto.send("PATCH", DEFAULTS, flow("heartbaet", "null"))),
        row(400, "invalid_request", "bad limit", () -> otto.get("/external/audit?limit=0")),
        row(400, "invalid_request", "unknown lane", () -> otto.get(JOBS + "?lane=fast")),
        row(
            400,
            "unknown_model",
            "of a flow",
            () -> otto.send("PATCH", DEFAULTS, flow("heartbeat", "\"alder/alder-9\""))),
        row(
            400,
            "unknown_model",
            "of a job",
            () -> otto.send("PATCH", JOBS + "/there", "{\"modelRef\":\"alder/alder-9\"}")),
        row(401, "unauthorized", "no token", () -> otto.as("", JOBS)),
        row(401, "unauthorized", "wrong token", () -> otto.as("Bearer no", JOBS)),
        row(401, "unauthorized", "on an unknown route", () -> otto.as("", "/external/x")),
        row(
            403,
            "forbidden_mutation",
            "cancel a system job",
            () -> otto.send("DELETE", JOBS + "/system-heartbeat", "")),
        row(
            403,
            "forbidden_mutation",
            "create a system job",
            () -> otto.send("POST", JOBS, job("system-mine", "\"cadenceMinutes\":5"))),
        row(404, "not_found", "unknown route", () -> otto.get("/external/nothing")),
        row(404, "not_found", "unknown job", () -> otto.get(JOBS + "/nobody")),
        row(404, "not_found", "unknown run", () -> otto.get(JOBS + "/there/runs/none")),
        row(405, "method_not_allowed", "another method", () -> otto.send("PUT", JOBS, fresh)),
        row(409, "budget_spent", "a question", DocumentedErrorsTest::overBudget),
        row(
            409,
            "state_conflict",
            "duplicate id",
            () -> otto.send("POST", JOBS, job("there", "\"cadenceMinutes\":5"))),
        row(
            409,
            "state_conflict",
            "update of a running job",
            () -> otto.send("PATCH", JOBS + "/running", "{\"cadenceMinutes\":6}")),
        row(
            409,
            "state_conflict",
            "delete of a running job",
            () -> otto.send("DELETE", JOBS + "/running", "")),
        row(
            409,
            "state_conflict",
            "run-now of a running job",
            () -> otto.send("POST", JOBS + "/running/run-now", "")),
        row(
            409,
            "state_conflict",
            "run-now of a paused job",
            () -> otto.send("POST", JOBS + "/paused/run-now", "")),
        row(
            409,
            "state_conflict",
            "reload while prompts are in flight",
            () -> otto.send("POST", "/external/models/refresh", "{\"reload\":true}")),
        row(
            409,
            "state_conflict",
            "restart where nothing supervises",
            () -> otto.send("POST", "/external/system/restart", "")),
        row(
            412,
            "precondition_failed",
            "stale If-Match",
            () -> otto.with("If-Match", "\"x\"", "PATCH", DEFAULTS, flow("heartbeat", "null"))),
        row(
            412,
            "precondition_failed",
            "a job that somebody else changed",
            () -> otto.with("If-Match", "\"x\"", "PATCH", JOBS + "/paused", "{\"type\":\"x\"}")),
        row(
            413,
            "payload_too_large",
            "a body over 1 MiB",
            () -> otto.send("POST", JOBS, "{\"x\":\"" + "x".repeat(1 << 20) + "\"}")),
        row(
            415,
            "unsupported_media_type",
            "a body that is not JSON",
            () -> otto.with("Content-Type", "text/plain", "POST", JOBS, fresh)),
        row(
            422,
            "unsuitable_model",
            "a model without text output",
            () -> otto.send("PATCH", DEFAULTS, flow("heartbeat", "\"" + IMAGES + "\""))),
        row(429, "too_many_requests", "after 20 wrong tokens", DocumentedErrorsTest::guess),
        row(500, "internal_error", "a defect", DocumentedErrorsTest::defect),
        row(
            502,
            "opencode_unavailable",
            "refresh without OpenCode",
            () -> otto.withoutOpenCode("/external/models/refresh", "{}")),
        row(
            502,
            "opencode_unavailable",
            "a question without OpenCode",
            () -> otto.withoutOpenCode("/external/assistant/messages", "{\"text\":\"x\"}")),
        row(503, "service_unavailable", "while starting", DocumentedErrorsTest::early),
        row(
            503,
            "storage_unavailable",
            "a database that takes no write",
            DocumentedErrorsTest::full));
  }

  @TestFactory
  Stream<DynamicTest> isAnsweredAsTheTableSays() {
    return rows().stream().map(row -> dynamicTest(row.name(), () -> check(row)));
  }

  private static void check(Row row) throws Exception {
    Reply reply = row.asking().ask();
    String answer = reply.exchange().answer();
    assertEquals(row.status(), reply.exchange().status(), row.name() + answer);
    JsonNode body = Json.read(answer.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    assertEquals(row.code(), body.path("error").textValue(), row.name());
    assertTrue(body.path("message").asText().length() > 10, answer);
    assertEquals(List.of(), CONTRACT.complaints(reply.exchange(), Sender.ANYBODY));
    switch (row.status()) {
      case 401 -> assertEquals("Bearer", reply.header("WWW-Authenticate"));
      case 405 -> assertEquals("GET, PATCH, POST", reply.header("Allow"));
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
    try (var server = new BareServer(call -> dev.otto.web.Reply.ok(Map.of()), true)) {
      for (int i = 0; i < 20; i++) {
        server.get("Bearer no");
      }
      return server.get("Bearer no");
    }
  }

  private static Reply defect() throws Exception {
    Route.Handler broken =
        call -> {
          throw new IllegalStateException("a defect");
        };
    try (var server = new BareServer(broken, true)) {
      return server.get("Bearer t");
    }
  }

  private static Reply full() throws Exception {
    Path file = Files.createTempDirectory("otto").resolve("otto-state.db");
    try (var database = SqliteDatabase.open(file)) {
      database.write(tx -> tx.update("PRAGMA query_only = 1"));
      Route.Handler storing =
          call -> dev.otto.web.Reply.ok(database.write(tx -> tx.update("DELETE FROM jobs")));
      try (var server = new BareServer(storing, true)) {
        return server.get("Bearer t");
      }
    }
  }

  private static Reply early() throws Exception {
    try (var server = new BareServer(call -> dev.otto.web.Reply.ok(Map.of()), false)) {
      return server.get("Bearer t");
    }
  }
}
