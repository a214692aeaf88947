package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.ReceivedRequests;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks of whether models answer, over the REST API. */
class ModelChecksTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHECK = "/external/models/check";
  private static final ModelRef MODEL = ModelRef.of("alder/alder-4-nano");
  private static final ModelRef OTHER = ModelRef.of("basalt/basalt-4-mini");
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path home;
  private StandInOpenCode openCode;
  private OttoOnOpenCode otto;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
  }

  @AfterEach
  void stop() {
    otto.close();
    openCode.close();
  }

  private JsonNode check(ModelRef model) {
    return otto.call(200, "POST", CHECK, request(1, model)).at("/checks/0");
  }

  private static String request(int seconds, ModelRef... models) {
    ObjectNode body = JSON.createObjectNode().put("timeoutSeconds", seconds);
    for (ModelRef model : models) {
      body.withArray("modelRefs").add(model.toString());
    }
    return body.toString();
  }

  @Test
  void aModelThatAnswersSaysHowSoonAndForHowMuchAndLeavesNothing() {
    JsonNode check = check(MODEL);
    assertTrue(check.path("answers").booleanValue(), check.toString());
    assertEquals(MODEL.toString(), check.path("servedModelRef").textValue());
    assertTrue(check.path("error").isNull(), check.toString());
    assertTrue(
        check.path("message").textValue().startsWith(MODEL + " answers: the whole answer after 0."),
        check.toString());
    assertTrue(check.path("tookMs").isIntegralNumber(), check.toString());
    assertTrue(check.path("inputTokens").longValue() > 0, check.toString());
    assertTrue(check.path("costUsd").doubleValue() > 0, check.toString());
    ReceivedRequests asked = openCode.asked();
    assertEquals(1, asked.prompts());
    assertEquals(1, asked.withoutTools());
    assertEquals(0, asked.sessionsOpen());
    JsonNode entry = otto.get("/external/audit?limit=1").at("/entries/0");
    assertEquals("model.check", entry.path("action").textValue());
    assertEquals(MODEL.toString(), entry.path("target").textValue());
    assertEquals("done", entry.path("outcome").textValue());
    assertEquals(check.path("message"), entry.path("after"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          provider_unauthorized | #status=401                | does not take its key; check it in OpenCode's
          provider_rejected     | #status=402                | requires payment (status 402); top up the account
          provider_rejected     | #status=404                | does not know the model (status 404); choose
          provider_rejected     | #status=429                | is limiting requests (status 429); try again later
          provider_unreachable  | #status=503                | failed (status 503); try again later
          timeout               | #delay=600000              | within 1 s, so the prompt was aborted; give it
          empty_answer          | #empty                     | returned an empty answer; try again, or choose
          """)
  void whatIsWrongIsSaidWithWhatToDoAndNothingIsLeft(String error, String words, String sentence) {
    openCode.steer(MODEL, words);
    JsonNode check = check(MODEL);
    assertFalse(check.path("answers").booleanValue(), check.toString());
    assertEquals(error, check.path("error").textValue());
    assertTrue(check.path("message").textValue().contains(sentence), check.toString());
    assertTrue(check.path("servedModelRef").isNull(), check.toString());
    assertFalse(check.toString().contains(StandInOpenCode.PLANTED_KEY));
    assertEquals(0, openCode.asked().sessionsOpen());
    assertEquals(words.contains("delay") ? 1 : 0, openCode.asked().aborts());
    JsonNode entry = otto.get("/external/audit?limit=1").at("/entries/0");
    assertEquals("failed", entry.path("outcome").textValue());
    assertEquals(check.path("message"), entry.path("after"));
  }

  @Test
  void anOpenCodeThatIsDownIsSaid() {
    openCode.failure(FailureMode.DROPS_CONNECTIONS);
    JsonNode check = check(MODEL);
    assertEquals("opencode_broke_off", check.path("error").textValue(), check.toString());
  }

  @Test
  void oneThatTheCatalogLacksIsNotAskedAndTheOthersAre() {
    ModelRef wrong = ModelRef.of("alder/alder-4-nanno");
    JsonNode checks = otto.call(200, "POST", CHECK, request(5, wrong, MODEL)).path("checks");
    assertEquals("unknown_model", checks.at("/0/error").textValue());
    assertTrue(checks.at("/0/message").textValue().contains(MODEL.toString()), checks.toString());
    assertTrue(checks.at("/1/answers").booleanValue(), checks.toString());
    assertEquals(1, openCode.asked().prompts());
  }

  @Test
  void whatIsNoModelAndNoTimeIsRefusedBeforeAnythingIsAsked() {
    otto.call(400, "POST", CHECK, "{\"modelRefs\":[\"alder\"]}");
    otto.call(400, "POST", CHECK, "{\"modelRefs\":[]}");
    otto.call(400, "POST", CHECK, "{\"modelRefs\":[7]}");
    otto.call(400, "POST", CHECK, "{\"timeoutSeconds\":0}");
    otto.call(400, "POST", CHECK, "{\"timeoutSeconds\":1.5}");
    assertEquals(0, openCode.asked().prompts());
  }

  @Test
  void withoutAnyTheModelsInUseAreChecked() {
    otto.setDefault("heartbeat", MODEL);
    otto.create(otto.job("x", OTHER).put("runAt", 4_102_444_800_000L));
    JsonNode checks = otto.call(200, "POST", CHECK, "{}").path("checks");
    List<String> checked =
        StreamSupport.stream(checks.spliterator(), false)
            .map(check -> check.path("modelRef").textValue())
            .toList();
    String globalDefault = otto.get("/external/models/catalog").path("globalDefault").textValue();
    assertEquals(
        List.of(globalDefault, MODEL.toString(), OTHER.toString()).stream().sorted().toList(),
        checked);
  }

  @Test
  void twoOperatorsAtOnceDoNotAskMoreThanFour() {
    openCode.delay(Duration.ofMinutes(10));
    ModelRef[] models =
        StandInOpenCode.demoModels().stream()
            .filter(Model::textOutput)
            .limit(4)
            .map(Model::ref)
            .toArray(ModelRef[]::new);
    for (int operator = 1; operator <= 2; operator++) {
      var unused =
          CompletableFuture.runAsync(() -> otto.status("POST", CHECK, request(600, models)));
    }
    await().atMost(LONG).until(() -> openCode.asked().prompts() == 4);
    await().during(Duration.ofSeconds(1)).atMost(LONG).until(() -> openCode.asked().prompts() == 4);
    otto.close();
    assertEquals(4, openCode.asked().prompts(), "those that waited are not asked any more");
    assertEquals(0, openCode.asked().sessionsOpen());
  }

  @Test
  void itIsPaidForAndHeldByASpentBudgetUnlessSomebodyGoesOverIt() {
    String budgets = "{\"budgets\":{\"flows\":{\"interactiveAssistant\":{\"tokensPerDay\":1}}}}";
    otto.call(200, "PUT", "/external/budgets", budgets);
    assertTrue(check(MODEL).path("answers").booleanValue());
    long spent = tokensToday();
    assertTrue(spent > 1);
    JsonNode held = check(MODEL);
    assertEquals("budget_spent", held.path("error").textValue(), held.toString());
    assertTrue(held.path("message").textValue().contains("was not asked: the budget of"));
    assertEquals(1, openCode.asked().prompts());
    assertEquals(spent, tokensToday());

    JsonNode over = otto.call(200, "POST", CHECK + "?overBudget=true", request(5, MODEL));
    assertTrue(over.at("/checks/0/answers").booleanValue(), over.toString());
    assertTrue(tokensToday() > spent);
    assertEquals(
        "model.check_over_budget",
        otto.get("/external/audit?limit=1").at("/entries/0/action").textValue());
    for (JsonNode model : otto.get("/external/stats?hours=1").path("models")) {
      assertEquals(0, model.path("assistantMessages").intValue(), model.toString());
      assertTrue(model.path("inputTokens").longValue() > 0, model.toString());
    }
  }

  private long tokensToday() {
    return otto.get("/external/budgets").at("/accounts/0/tokensToday").longValue();
  }

  @Test
  void afterARefreshThoseInUseAreCheckedAndWhatDoesNotAnswerIsTold() throws Exception {
    restartCheckingAfterRefresh(InstantSource.system());
    openCode.steer(MODEL, "#status=402");
    assertEquals("ok", catalogStatus().path("status").textValue());

    otto.call(200, "POST", "/external/models/refresh", "{}");

    await().atMost(LONG).until(() -> !catalogStatus().path("warnings").isEmpty());
    JsonNode status = catalogStatus();
    assertEquals("degraded", status.path("status").textValue());
    assertEquals("model_does_not_answer", status.at("/warnings/0/code").textValue());
    assertTrue(status.at("/warnings/0/message").textValue().contains("requires payment"));
    await()
        .atMost(LONG)
        .until(() -> !otto.get("/external/notifications").path("notifications").isEmpty());
    JsonNode note = otto.get("/external/notifications").at("/notifications/0");
    assertEquals("models", note.path("source").textValue());
    assertTrue(
        note.path("text")
            .textValue()
            .startsWith("1 of 2 models in use do not answer:\n- " + MODEL + ": Provider alder,"),
        note.toString());
    String metrics = otto.text("/observe/metrics");
    assertTrue(metrics.contains("otto_model_answers{model=\"" + MODEL + "\"} 0.0"), metrics);
    JsonNode audit = otto.get("/external/audit?search=model.check").path("entries");
    assertEquals(2, audit.size());
    assertEquals("check-after-refresh", audit.at("/0/actor").textValue());

    openCode.steer(MODEL, "");
    assertTrue(check(MODEL).path("answers").booleanValue());
    assertEquals("ok", catalogStatus().path("status").textValue());
    assertTrue(otto.text("/observe/metrics").contains("{model=\"" + MODEL + "\"} 1.0"));
  }

  private void restartCheckingAfterRefresh(InstantSource clock) throws Exception {
    otto.close();
    Files.writeString(
        home.resolve("config.jsonc"), "{\"modelManagement\":{\"checkAfterRefresh\":true}}");
    Environment usual = OttoOnOpenCode.environment(home, openCode.url());
    otto =
        new OttoOnOpenCode(
            new Environment(usual.variables(), home, clock, usual.zone(), usual.random()));
    otto.setDefault("heartbeat", MODEL);
  }

  @Test
  void refreshesWithinTenMinutesAreAnsweredByOneRoundAndOnlyNewsIsTold() throws Exception {
    var clock = new SettableClock(Instant.now());
    restartCheckingAfterRefresh(clock);
    openCode.steer(MODEL, "#status=402");
    refreshAndAwait(2);
    await().atMost(LONG).until(() -> notifications() == 1);

    otto.call(200, "POST", "/external/models/refresh", "{}");
    otto.call(200, "POST", "/external/models/refresh", "{}");
    clock.advance(Duration.ofMinutes(10).minusMillis(1));
    await().during(Duration.ofSeconds(2)).atMost(LONG).until(() -> checks() == 2);
    clock.advance(Duration.ofMillis(1));
    await().atMost(LONG).until(() -> checks() == 4);

    clock.advance(Duration.ofMinutes(10));
    openCode.steer(MODEL, "#status=401");
    refreshAndAwait(6);
    await().atMost(LONG).until(() -> notifications() == 2);
    assertEquals(6, checks(), "the second round told nothing new, and two refreshes made one");
  }

  private void refreshAndAwait(int checks) {
    otto.call(200, "POST", "/external/models/refresh", "{}");
    await().atMost(LONG).until(() -> checks() == checks);
  }

  private int checks() {
    return otto.get("/external/audit?search=model.check").path("entries").size();
  }

  private int notifications() {
    return otto.get("/external/notifications").path("notifications").size();
  }

  @Test
  void withoutTheSettingARefreshAsksNothing() {
    otto.call(200, "POST", "/external/models/refresh", "{}");
    check(MODEL);
    assertEquals(1, openCode.asked().prompts());
  }

  @Test
  void aRunThatTheModelAnswersSaysMoreThanAnOlderCheck() {
    openCode.steer(MODEL, "#status=401");
    String job = otto.create(otto.job("x", MODEL).put("runAt", 4_102_444_800_000L));
    check(MODEL);
    assertEquals("degraded", catalogStatus().path("status").textValue());
    openCode.steer(MODEL, "");
    otto.runAgain(job);
    otto.finished(job, 1);
    await().atMost(LONG).until(() -> catalogStatus().path("status").textValue().equals("ok"));
  }

  private JsonNode catalogStatus() {
    JsonNode services = otto.get("/external/system/status").path("services");
    return StreamSupport.stream(services.spliterator(), false)
        .filter(service -> service.path("id").textValue().equals("model_catalog"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneInFlightIsAbortedAndItsSessionDeletedWhenOttoStops() {
    openCode.steer(MODEL, "#delay=600000");
    var unused = CompletableFuture.runAsync(() -> otto.status("POST", CHECK, request(600, MODEL)));
    await().atMost(LONG).until(() -> openCode.asked().prompts() == 1);
    otto.close();
    assertTrue(openCode.asked().aborts() > 0);
    assertEquals(0, openCode.asked().sessionsOpen());
  }
}
