package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.OttoOnOpenCode.LONG;
import static dev.otto.scheduler.daemon.OttoOnOpenCode.path;
import static dev.otto.scheduler.opencode.RealOpenCode.ALPHA;
import static dev.otto.scheduler.opencode.RealOpenCode.BETA;
import static dev.otto.scheduler.opencode.RealOpenCode.GAMMA;
import static dev.otto.scheduler.opencode.ToolPrompt.SEARCH;
import static dev.otto.scheduler.opencode.ToolPrompt.task;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.scheduler.opencode.FakeProvider.Count;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The bill of everything is what the provider counted for it, or says that it is the least. */
@WithRealOpenCode
@ParameterizedClass
@MethodSource("dev.otto.scheduler.opencode.RealOpenCode#binaries")
class BillOnRealOpenCodeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameter Path binary;

  @TempDir static Path folder;
  private static RealOpenCode openCode;
  private static OttoOnOpenCode otto;
  private static boolean titles;
  private static boolean repeatsForEver;
  private static List<JsonNode> bills;

  @BeforeParameterizedClassInvocation
  static void start(Path binary) throws Exception {
    openCode = RealOpenCode.start(Files.createTempDirectory(folder, "opencode"), binary);
    String version = version();
    titles = version.startsWith("1.1.");
    repeatsForEver = titles || version.startsWith("1.14.");
    if (version.startsWith("1.18.")) {
      openCode.allowNestedSubagents();
      openCode.kill();
      openCode.restart();
    }
    otto = new OttoOnOpenCode(Files.createTempDirectory(folder, "otto"), openCode.url(), Map.of());
    bills = new ArrayList<>();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    otto.close();
    openCode.close();
  }

  @BeforeEach
  void forget() {
    openCode.forget();
  }

  /** Whatever happened: stats and metrics are the sums of the receipts. */
  @AfterEach
  void statsAndMetricsAgree() {
    UsageByModel expected = UsageByModel.ofBills(bills);
    UsageByModel stats = UsageByModel.ofStats(otto.get("/external/stats?hours=2"));
    assertSame(expected, stats);
    assertSame(expected, UsageByModel.ofMetrics(otto.text("/observe/metrics")));
  }

  @ParameterizedTest
  @CsvSource({
    "1, hello",
    "2, " + "'" + SEARCH + "'",
    "10, '#steps=9 " + SEARCH + "'",
    "1, hello #cached=30 #reasoning=4",
    "2, '#cached=90 " + SEARCH + "'",
  })
  void everyStepIsOnIt(int steps, String prompt) {
    JsonNode run = run(otto.job(prompt));
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    assertExact(run);
    assertEquals(steps, run.at("/servedModels/0/steps").asInt(), run.toString());
  }

  @Test
  void cachedAndReasoningTokensAreApart() {
    JsonNode model = run(otto.job("hello #cached=30 #reasoning=4")).at("/servedModels/0");
    assertEquals(70, model.path("inputTokens").asInt(), model.toString());
    assertEquals(30, model.path("cacheReadTokens").asInt(), model.toString());
    assertEquals(6, model.path("outputTokens").asInt(), model.toString());
    assertEquals(4, model.path("reasoningTokens").asInt(), model.toString());
  }

  @Test
  void aModelWithoutAPriceCostsNoDollars() {
    JsonNode run = run(otto.job("hello", GAMMA));
    assertExact(run);
    assertTrue(run.path("costUsd").isNull(), run.toString());
    assertTrue(run.at("/servedModels/0/costUsd").isNull(), run.toString());
  }

  @Test
  void aSubagentIsOnItWithItsOwnModel() {
    JsonNode run = run(otto.job(task("helper", SEARCH)));
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    assertExact(run);
    assertEquals(List.of(ALPHA.toString(), BETA.toString()), models(run));
    assertEquals(2, run.at("/servedModels/1/steps").asInt(), run.toString());
    assertEquals(400 * 0.5e-6 + 40 * 1.5e-6, run.path("costUsd").asDouble(), 1e-12);
  }

  @Test
  void soIsTheSubagentOfASubagent() {
    JsonNode run = run(otto.job(task("delegator", task("helper", SEARCH))));
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    assertExact(run);
    assertEquals(List.of(ALPHA.toString(), BETA.toString()), models(run));
    assertEquals(4, run.at("/servedModels/0/steps").asInt(), run.toString());
  }

  @Test
  void aFailedRunPaysForItsSteps() {
    JsonNode run = run(otto.job("#after-status=400 " + SEARCH));
    assertEquals("provider_rejected", run.path("errorCode").asText(), run.toString());
    assertExact(run);
    assertEquals(100, run.path("inputTokens").asInt());
  }

  @Test
  void aTimedOutRunPaysForItsSteps() {
    ObjectNode job = otto.job("#after-delay=600000 " + SEARCH);
    job.withObject("/payload").put("timeoutSeconds", 6);
    JsonNode run = run(job);
    assertEquals("timeout", run.path("errorCode").asText(), run.toString());
    assertAtLeast(100, run);
  }

  @Test
  void anAbortedRunPaysForItsSteps() {
    String id = otto.create(otto.job("#after-delay=600000 " + SEARCH));
    waitForStep();
    otto.call(202, "POST", path(id) + "/runs/" + otto.latestRun(id) + "/abort", "");
    JsonNode run = billed(otto.finished(id, 1));
    assertEquals("aborted", run.path("errorCode").asText(), run.toString());
    assertAtLeast(100, run);
  }

  @Test
  void anAbortedSubagentIsPaidFor() {
    String id = otto.create(otto.job(task("helper", "#after-delay=600000 " + SEARCH)));
    waitForAnswers(2);
    otto.call(202, "POST", path(id) + "/runs/" + otto.latestRun(id) + "/abort", "");
    JsonNode run = billed(otto.finished(id, 1));
    assertEquals("aborted", run.path("errorCode").asText(), run.toString());
    assertAtLeast(100, run);
  }

  @ParameterizedTest
  @CsvSource({"maxSteps, 3", "maxTokens, 350", "maxCostUsd, 0.0002"})
  void aLoopIsStoppedAtItsLimitWithTheBillSoFar(String limit, double most) {
    ObjectNode job = otto.job("#steps=100000 " + SEARCH);
    job.withObject("/payload").put("timeoutSeconds", 60);
    if (limit.equals("maxCostUsd")) {
      job.withObject("/payload").put(limit, most);
    } else {
      job.withObject("/payload").put(limit, (int) most);
    }
    JsonNode run = run(job);
    assertEquals("limit_exceeded", run.path("errorCode").asText(), run.toString());
    assertAtLeast(300, run);
    assertTrue(counts().size() < 30, "calls: " + counts().size());
  }

  @Test
  void aRunInFlightShowsWhatItSpentSoFar() {
    String id = otto.create(otto.job("#after-delay=600000 " + SEARCH));
    waitForStep();
    JsonNode now = latestRun(id, run -> run.path("inputTokens").asInt() == 100);
    assertEquals("running", now.path("state").asText(), now.toString());
    assertFalse(now.path("usageComplete").asBoolean(), now.toString());
    assertTrue(now.path("waiting").isNull(), now.toString());
    String run = path(id) + "/runs/" + now.path("id").asText();
    assertEquals(100, otto.get(run).at("/run/servedModels/0/inputTokens").asInt());
    otto.call(202, "POST", run + "/abort", "");
    billed(otto.finished(id, 1));
  }

  @Test
  void aRunThatWaitsForItsProviderSaysSo() {
    String id = otto.create(otto.job("#status=503 hello"));
    JsonNode waiting = latestRun(id, run -> run.at("/waiting/attempt").asInt() > 0);
    assertEquals("running", waiting.path("state").asText(), waiting.toString());
    long next = waiting.at("/waiting/nextAt").asLong();
    assertTrue(next > waiting.path("startedAt").asLong(), waiting.toString());
    otto.call(202, "POST", path(id) + "/runs/" + waiting.path("id").asText() + "/abort", "");
    billed(otto.finished(id, 1));
  }

  @Test
  void anAnswerThatBreaksOffHalfWayIsTheLeast() {
    JsonNode run = run(otto.job("#once-cut hello"));
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    // 1.14.48 stores the half without its tokens and does not ask again.
    assertAtLeast(version().equals("1.14.48") ? 0 : 100, run);
  }

  @Test
  void aRetryOfOpenCodeCountsOnce() {
    JsonNode run = run(otto.job("#once-status=503 " + SEARCH));
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    assertSame(counted(), UsageByModel.ofBill(run));
  }

  @Test
  void eachAttemptOfARetriedRunHasItsOwnBill() throws Exception {
    assumeFalse(repeatsForEver, "this OpenCode repeats a call for ever where the provider fails");
    Path home = Files.createTempDirectory(folder, "retrying");
    String config = "{\"scheduler\":{\"retry\":{\"attempts\":2,\"delaySeconds\":1}}}";
    try (var retrying = OttoOnOpenCode.configured(home, openCode, config)) {
      String id = retrying.create(retrying.job("#after-status=503 #retry-after=1 " + SEARCH));
      retrying.finished(id, 2);
      JsonNode runs = retrying.get(path(id) + "/runs").path("runs");
      for (JsonNode run : runs) {
        assertEquals("provider_unreachable", run.path("errorCode").asText(), run.toString());
        assertEquals(100, run.path("inputTokens").asInt(), run.toString());
        assertEquals(10, run.path("outputTokens").asInt(), run.toString());
        assertFalse(run.path("usageComplete").asBoolean(), run.toString());
      }
      assertSame(counted(), UsageByModel.ofBills(runs));
      JsonNode model = retrying.get("/external/stats?hours=2").at("/models/0");
      assertEquals(200, model.path("inputTokens").asInt(), model.toString());
      assertFalse(model.path("usageComplete").asBoolean(), model.toString());
    }
    otto.logHere();
  }

  @Test
  void theAssistantIsPaidForByTheMessage() {
    JsonNode first = ask("hello", "");
    assertExact(first);
    openCode.forget();
    JsonNode second = ask(task("helper", SEARCH), first.path("sessionId").asText());
    assertExact(second);
    assertEquals(List.of(ALPHA.toString(), BETA.toString()), models(second));
    assertTrue(messages() >= 2, "messages");
  }

  @Test
  void anAssistantThatFailsIsPaidFor() {
    String body = JSON.createObjectNode().put("text", "#after-status=400 " + SEARCH).toString();
    long before = messages();
    otto.call(502, "POST", "/external/assistant/messages", body);
    assertEquals(before + 1, messages());
    var failed = JSON.createObjectNode();
    failed
        .putArray("servedModels")
        .addObject()
        .put("modelRef", ALPHA.toString())
        .put("inputTokens", 100)
        .put("outputTokens", 10)
        .put("costUsd", 100 * 0.5e-6 + 10 * 1.5e-6);
    bills.add(failed);
  }

  @Test
  void aRunThatWasInFlightWhenOttoWasKilledPaysForItsSteps() throws Exception {
    Path home = Files.createTempDirectory(folder, "killed");
    try (var killed = new KilledOtto(home, openCode.url())) {
      killed.create(otto.job("#after-delay=600000 " + SEARCH).put("id", "job").toString());
      waitForStep();
    }
    try (var next = new OttoOnOpenCode(home, openCode.url(), Map.of())) {
      JsonNode run = next.finished("job", 1);
      assertEquals("lost", run.path("state").asText(), run.toString());
      assertAtLeast(100, run);
      assertEquals(100, next.get("/external/stats?hours=2").at("/models/0/inputTokens").asInt());
    }
    otto.logHere();
  }

  @Test
  void aMessageThatWasInFlightWhenOttoWasKilledIsPaidFor() throws Exception {
    Path home = Files.createTempDirectory(folder, "killed");
    try (var killed = new KilledOtto(home, openCode.url())) {
      killed.ask("#after-delay=600000 " + SEARCH);
      waitForStep();
    }
    try (var next = new OttoOnOpenCode(home, openCode.url(), Map.of())) {
      JsonNode model = next.get("/external/stats?hours=2").at("/models/0");
      assertEquals(100, model.path("inputTokens").asInt(), model.toString());
      assertEquals(1, model.path("assistantMessages").asInt(), model.toString());
      assertFalse(model.path("usageComplete").asBoolean(), model.toString());
      assertTrue(
          next.text("/observe/metrics")
              .contains("otto_usage_incomplete_total{flow=\"interactiveAssistant\"} 1.0"));
    }
    otto.logHere();
  }

  @Test
  void aRunThatWasInFlightWhenOpenCodeWasKilledPaysForItsSteps() throws Exception {
    String id = otto.create(otto.job("#after-delay=600000 " + SEARCH));
    waitForStep();
    openCode.kill();
    try {
      JsonNode run = billed(otto.finished(id, 1));
      assertEquals("opencode_broke_off", run.path("errorCode").asText(), run.toString());
      assertAtLeast(100, run);
    } finally {
      openCode.restart();
    }
  }

  private static String version() {
    try (var client = new OpenCodeClient(openCode.http(), InstantSource.system(), 7)) {
      return await().atMost(LONG).until(client::health, Optional::isPresent).orElseThrow();
    }
  }

  private static JsonNode run(ObjectNode job) {
    return billed(otto.run(job));
  }

  private static JsonNode billed(JsonNode bill) {
    bills.add(bill);
    return bill;
  }

  private static JsonNode ask(String text, String session) {
    ObjectNode body = JSON.createObjectNode().put("text", text);
    if (!session.isEmpty()) {
      body.put("sessionId", session);
    }
    return billed(otto.call(200, "POST", "/external/assistant/messages", body.toString()));
  }

  /** Waits until the request after the first tool has arrived. */
  private static void waitForStep() {
    await()
        .atMost(LONG)
        .until(
            () -> openCode.requests().stream().anyMatch(asked -> !asked.toolResults().isEmpty()));
  }

  /** Waits until the latest run of a job is as it should be. */
  private static JsonNode latestRun(String id, Predicate<JsonNode> expected) {
    return await().atMost(LONG).until(() -> otto.get(path(id) + "/runs").at("/runs/0"), expected);
  }

  private static void waitForAnswers(int number) {
    waitForStep();
    await().atMost(LONG).until(() -> counts().size() >= number);
  }

  /** What the provider counted, but for the titles that an old OpenCode asks for itself. */
  private static List<Count> counts() {
    return openCode.counts().stream().filter(Count::withTools).toList();
  }

  private static UsageByModel counted() {
    return UsageByModel.ofProvider(counts(), titles);
  }

  /** To the token and the price; whole, but for an OpenCode that spends more than it says. */
  private static void assertExact(JsonNode bill) {
    assertSame(counted(), UsageByModel.ofBill(bill));
    assertEquals(counted().input(), bill.path("inputTokens").asDouble(), bill.toString());
    assertEquals(counted().output(), bill.path("outputTokens").asDouble(), bill.toString());
    assertEquals(!titles, bill.path("usageComplete").asBoolean(), bill.toString());
  }

  private static void assertAtLeast(int tokens, JsonNode bill) {
    assertFalse(bill.path("usageComplete").asBoolean(), bill.toString());
    assertTrue(bill.path("inputTokens").asInt() >= tokens, bill.toString());
    assertTrue(bill.path("inputTokens").asDouble() <= counted().input(), bill.toString());
  }

  private static List<String> models(JsonNode bill) {
    return bill.path("servedModels")
        .valueStream()
        .map(model -> model.path("modelRef").asText())
        .toList();
  }

  private static void assertSame(UsageByModel expected, UsageByModel actual) {
    assertEquals(expected.rounded(), actual.rounded());
  }

  private static long messages() {
    return otto.get("/external/stats?hours=2")
        .path("models")
        .valueStream()
        .mapToLong(model -> model.path("assistantMessages").asLong())
        .sum();
  }
}
