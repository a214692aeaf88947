package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.OttoOnOpenCode.LONG;
import static dev.otto.scheduler.daemon.OttoOnOpenCode.path;
import static dev.otto.scheduler.opencode.RealOpenCode.ALPHA;
import static dev.otto.scheduler.opencode.RealOpenCode.BETA;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider or an OpenCode that fails ends the run that met it, and nothing else. */
class FailuresOnRealOpenCodeTest extends OnRealOpenCode {
  @ParameterizedTest
  @CsvSource({
    "provider_unauthorized, #status=401",
    "provider_rejected, #status=400",
    "provider_rejected, #status=429 #retry-after=1",
  })
  void aProviderThatRefusesFailsTheRun(String code, String prompt) throws Exception {
    JsonNode run = otto.run(otto.job(prompt));
    assertFailed(code, run);
    assertSessionGone(run);
  }

  /** OpenCode itself would try for a minute, wait for ten, or go on for ever. */
  @ParameterizedTest
  @CsvSource({"#status=429", "#status=503", "#delay=600000", "#trickle=600000", "#garbage"})
  void aProviderThatDoesNotAnswerInTimeEndsTheRunWithATimeout(String prompt) throws Exception {
    JsonNode run = otto.run(within(3, otto.job(prompt)));
    assertFailed("timeout", run);
    assertSessionGone(run);
  }

  /** OpenCode tries again on its own for longer than anybody waits. */
  @Test
  void aProviderThatIsNotThereAtAllEndsTheRunWithATimeoutAndTheNextOneThatIsSucceeds()
      throws Exception {
    openCode.providerIsThere(false);
    try {
      reload();
      JsonNode run = otto.run(within(3, otto.job("hello")));
      assertFailed("timeout", run);
      assertSessionGone(run);
    } finally {
      openCode.providerIsThere(true);
      reload();
    }
    assertServed(ALPHA.toString(), otto.run(otto.job("hello")));
  }

  /** The tool reads only, so the second attempt may follow. */
  @Test
  void afterAToolThatReadsARunIsRetried() throws Exception {
    String id =
        otto.create(retried("#after-status=429 #retry-after=1 #call=glob {\"pattern\":\"*\"}"));
    JsonNode second = otto.finished(id, 2);
    assertFailed("provider_rejected", second);
    assertEquals(2, second.path("attempt").asInt());
    assertEquals(2, second.path("maxAttempts").asInt());
    assertFalse(second.path("retryOf").isNull());
  }

  @Test
  void afterAToolThatMayHaveChangedSomethingARunIsNotRetried() throws Exception {
    JsonNode run =
        otto.run(
            retried(
                "#after-status=429 #retry-after=1 #call=bash"
                    + " {\"command\":\"pwd\",\"description\":\"d\"}"));
    assertFailed("provider_rejected", run);
    assertTrue(run.path("errorMessage").asText().contains("because bash was used"), "" + run);
    JsonNode job = otto.get(path(run.path("jobId").asText())).path("job");
    assertEquals("completed", job.path("terminalState").asText());
    assertTrue(job.path("nextAttemptAt").isNull());
  }

  private static ObjectNode retried(String prompt) {
    ObjectNode job = otto.job(prompt);
    job.withObject("/payload/retry").put("attempts", 2).put("delaySeconds", 0);
    return job;
  }

  @Test
  void afterFailuresTheNextRunSucceeds() {
    assertFailed("provider_unauthorized", otto.run(otto.job("#status=401")));
    assertEquals("succeeded", otto.run(otto.job("hello")).path("state").asText());
  }

  @Test
  void aRunThatIsAbortedByItsOperatorEndsAndItsSessionIsDeleted() throws Exception {
    String id = otto.create(otto.job("#delay=600000"));
    waitUntilPrompted();
    otto.call(202, "POST", path(id) + "/runs/" + otto.latestRun(id) + "/abort", "");
    JsonNode run = otto.finished(id, 1);
    assertFailed("aborted", run);
    assertSessionGone(run);
  }

  @Test
  void whereOpenCodeIsKilledInMidPromptTheRunFailsAndOttoGoesOn() throws Exception {
    String id = otto.create(otto.job("#delay=600000"));
    waitUntilPrompted();
    openCode.kill();
    try {
      assertFailed("opencode_broke_off", otto.finished(id, 1));
      assertFailed("opencode_unreachable", otto.run(otto.job("while it is down")));
      assertEquals("ok", otto.get("/external/health").path("status").asText());
      assertEquals(3, otto.get("/external/models/catalog").path("models").size());
      otto.call(502, "POST", "/external/models/refresh", "");
      openCode.model(Optional.of(BETA));
    } finally {
      openCode.restart();
    }
    await().atMost(LONG).until(() -> globalDefault().equals(BETA.toString()));
    assertServed(BETA.toString(), otto.run(otto.job("hello")));
    assertServed(ALPHA.toString(), otto.run(otto.job("hello", ALPHA)));
  }

  @Test
  void aPasswordThatOpenCodeDoesNotCheckIsLoggedOnceAtTheStart() throws Exception {
    var variables = Map.of("OTTO_OPENCODE_PASSWORD", "not-checked");
    try (var other = new OttoOnOpenCode(folder.resolve("other"), openCode.url(), variables)) {
      other.get("/external/system/status");
      other.get("/external/system/status");
      List<String> lines = other.logLines("opencode_ignores_password");
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(lines.getFirst().contains("without the password"), lines.toString());
    }
    otto.logHere();
    assertEquals(List.of(), otto.logLines("opencode_ignores_password"));
  }

  private static ObjectNode within(int seconds, ObjectNode job) {
    job.withObject("/payload").put("timeoutSeconds", seconds);
    return job;
  }

  private static void waitUntilPrompted() {
    await().atMost(LONG).until(() -> !openCode.requests().isEmpty());
  }

  private static String globalDefault() {
    return otto.get("/external/models/catalog").path("globalDefault").asText();
  }

  private static void assertServed(String model, JsonNode run) {
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    assertEquals(model, run.path("servedModelRef").asText());
  }

  private static void assertFailed(String code, JsonNode run) {
    assertEquals("failed", run.path("state").asText(), run.toString());
    assertEquals(code, run.path("errorCode").asText(), run.toString());
    assertFalse(run.path("errorMessage").asText().isBlank(), run.toString());
    assertTrue(run.path("servedModelRef").isNull(), run.toString());
  }

  /** Neither does OpenCode know the session, nor does it still work in it. */
  private static void assertSessionGone(JsonNode run) throws Exception {
    String session = run.path("sessionId").asText();
    assertFalse(session.isBlank());
    await().atMost(LONG).until(() -> askOpenCode("/session/" + session).statusCode() == 404);
    assertFalse(askOpenCode("/session/status").body().contains(session));
  }

  private static HttpResponse<String> askOpenCode(String path) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(openCode.url().resolve(path)).timeout(LONG).build();
      return http.send(request, BodyHandlers.ofString());
    }
  }
}
