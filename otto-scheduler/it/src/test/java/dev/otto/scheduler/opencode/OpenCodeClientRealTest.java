package dev.otto.scheduler.opencode;

import static dev.otto.scheduler.opencode.RealOpenCode.GAMMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.models.opencode.OpenCodeEvent;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Answered;
import dev.otto.models.prompt.PromptResult.Failed;
import dev.otto.models.prompt.SessionResult;
import dev.otto.models.quartz.OpenCodePrompt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRealOpenCode
class OpenCodeClientRealTest {
  private static final Duration PLENTY = Duration.ofMinutes(2);
  private static final String PASSWORD = "a password";

  @TempDir static Path home;
  private static RealOpenCode server;
  private static OpenCodeClient client;

  @BeforeAll
  static void start() throws IOException {
    server = RealOpenCode.start(home, PASSWORD);
    client = new OpenCodeClient(server.http(), InstantSource.system(), 42);
    // An OpenCode 1.18 whose first prompt is aborted while it loads the provider refuses all
    // others.
    assertInstanceOf(Answered.class, ask("fake/alpha", "first"));
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void forget() {
    server.forget();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fake/alpha", "fake/beta", "fake/vendor/gamma-1.5:free"})
  void theModelThatWasAskedForArrivesAtTheProvider(String ref) {
    var answered = assertInstanceOf(Answered.class, ask(ref, "hello"));
    assertEquals(ModelRef.of(ref), answered.served());
    assertTrue(answered.text().endsWith("echo: hello"), answered.text());
    Bill used = answered.receipt().bill();
    assertEquals(100, used.tokens().in());
    assertEquals(10, used.tokens().out());
    assertEquals(!ref.equals(GAMMA.toString()), used.costUsd().isPresent());
    assertEquals(
        List.of(ModelRef.of(ref).modelId()),
        server.requests().stream().map(FakeProvider.Asked::model).toList());
  }

  @Test
  void withoutToolsTheProviderIsOfferedNone() {
    ask("fake/alpha", "hello");
    assertEquals(List.of(), server.requests().getFirst().tools());
    client.prompt(session(), withTools("hello"));
    assertFalse(server.requests().getLast().tools().isEmpty());
  }

  @Test
  void everyStepOfAPromptWithToolsIsCounted() {
    String session = session();
    client.prompt(session, withTools("before"));
    var answered = assertInstanceOf(Answered.class, client.prompt(session, withTools("#tool")));
    assertEquals(3, server.requests().size());
    Bill used = answered.receipt().bill();
    assertEquals(200, used.tokens().in());
    assertEquals(20, used.tokens().out());
    assertEquals(200 * 0.5e-6 + 20 * 1.5e-6, used.costUsd().orElseThrow(), 1e-9);
  }

  @Test
  void aSessionRemembersItsMessages() {
    String session = session();
    client.prompt(session, prompt("first", PLENTY));
    var second = client.prompt(session, prompt("second", PLENTY));
    assertTrue(assertInstanceOf(Answered.class, second).text().endsWith("echo: second"));
  }

  @Test
  void aProviderThatRefusesItsKeyIsToldFromOneThatFails() {
    assertEquals(
        FailureCode.PROVIDER_UNAUTHORIZED, failed(ask("fake/alpha", "#status=401")).code());
    assertEquals(FailureCode.PROVIDER_REJECTED, failed(ask("fake/alpha", "#status=400")).code());
    assertEquals(FailureCode.PROVIDER_REJECTED, failed(ask("fake/alpha", "#status=404")).code());
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aProviderThatMayRecoverMakesARetryableError(int status) {
    Failed failed = failed(ask("fake/alpha", "#status=%d #retry-after=1".formatted(status)));
    FailureCode expected =
        status < 500 ? FailureCode.PROVIDER_REJECTED : FailureCode.PROVIDER_UNREACHABLE;
    assertEquals(expected, failed.code());
    assertTrue(failed.retryable());
    assertTrue(failed.message().contains(String.valueOf(status)), failed.message());
    assertNoKeyIn(failed.message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"#delay=30000", "#trickle=10000", "#garbage"})
  void aPromptThatTakesTooLongIsAborted(String text) {
    String session = session();
    Failed failed = failed(client.prompt(session, prompt(text, Duration.ofSeconds(3))));
    assertEquals(FailureCode.TIMEOUT, failed.code());
    int asked = server.requests().size();
    assertInstanceOf(Answered.class, client.prompt(session, prompt("are you free?", PLENTY)));
    assertTrue(server.requests().size() - asked <= 2, "the aborted prompt goes on");
  }

  @Test
  void aPromptOfAJobLeavesNoSession() throws Exception {
    try (var prompts = new OpenCodePrompt(server.http())) {
      var answered =
          assertInstanceOf(
              Answered.class, prompts.send("of a job", List.of(), prompt("hello", PLENTY)));
      assertTrue(answered.text().endsWith("echo: hello"), answered.text());
      assertTrue(answered.receipt().bill().complete());
      var asking =
          prompts.send("of a job", List.of(), prompt("#delay=60000", Duration.ofSeconds(3)));
      assertEquals(FailureCode.TIMEOUT, failed(asking).code());
    }
    var sessions = server.http().request("GET", "/session", Optional.empty(), PLENTY);
    assertFalse(new String(sessions.body(), UTF_8).contains("of a job"));
  }

  @Test
  void anAbortEndsThePrompt() {
    String session = session();
    var result = inBackground(session, "#delay=60000");
    client.abort(session);
    assertEquals(FailureCode.ABORTED, failed(result.join()).code());
  }

  @Test
  void aDisposeEndsThePrompt() {
    var result = inBackground(session(), "#delay=60000");
    assertTrue(client.dispose());
    assertEquals(FailureCode.ABORTED, failed(result.join()).code());
  }

  @Test
  void twoSessionsAtOnceGetTheirOwnAnswers() {
    var one = inBackground(session(), "#delay=1500 one");
    var two = inBackground(session(), "#delay=1000 two");
    assertTrue(assertInstanceOf(Answered.class, one.join()).text().endsWith("one"));
    assertTrue(assertInstanceOf(Answered.class, two.join()).text().endsWith("two"));
  }

  @Test
  void twoPromptsAtOnceInOneSessionNeverShareAnAnswer() {
    String session = session();
    var one = inBackground(session, "#delay=1500 one");
    var two = client.prompt(session, prompt("two", PLENTY));
    assertTrue(assertInstanceOf(Answered.class, two).text().endsWith("two"));
    assertEquals(FailureCode.WRONG_ANSWER, failed(one.join()).code());
  }

  @Test
  void aKillInMidPromptIsNoAnswer() throws IOException {
    String session = session();
    var seen = new CopyOnWriteArrayList<OpenCodeEvent>();
    try (var _ = client.watch(seen::add)) {
      await().until(() -> seen.contains(new OpenCodeEvent.Connected(false)));
      var result = inBackground(session, "#delay=60000");
      server.kill();
      Failed failed = failed(result.join());
      assertEquals(FailureCode.OPENCODE_BROKE_OFF, failed.code());
      assertFalse(failed.retryable());
      assertEquals(Optional.empty(), client.health());
      server.restart();
      await().atMost(PLENTY).until(() -> seen.contains(new OpenCodeEvent.Connected(true)));
    }
    assertTrue(client.delete(session));
  }

  @Test
  void theWatchTellsOfDisposalsAndFailedSessions() {
    var seen = new CopyOnWriteArrayList<OpenCodeEvent>();
    try (var _ = client.watch(seen::add)) {
      await().until(() -> !seen.isEmpty());
      String session = session();
      client.prompt(session, Prompt.withoutTools(ModelRef.of("fake/none"), "hello", PLENTY));
      await().until(() -> seen.contains(new OpenCodeEvent.SessionFailed(session)));
      client.dispose();
      await().until(() -> seen.contains(new OpenCodeEvent.Disposed()));
    }
  }

  @Test
  void aModelOrAgentThatOpenCodeDoesNotKnowIsRefused() {
    assertEquals(FailureCode.MODEL_UNKNOWN_TO_OPENCODE, failed(ask("fake/none", "hello")).code());
    assertEquals(FailureCode.MODEL_UNKNOWN_TO_OPENCODE, failed(ask("none/none", "hello")).code());
    var prompt =
        new Prompt(
            RealOpenCode.ALPHA,
            "hello",
            Optional.of("nobody"),
            Optional.empty(),
            true,
            PermissionPolicy.REJECT,
            PromptLimits.of(PLENTY));
    assertEquals(
        FailureCode.MODEL_UNKNOWN_TO_OPENCODE, failed(client.prompt(session(), prompt)).code());
  }

  @Test
  void aDeletedSessionIsUnknown() {
    String session = session();
    assertTrue(client.delete(session));
    assertEquals(
        FailureCode.SESSION_UNKNOWN,
        failed(client.prompt(session, prompt("hello", PLENTY))).code());
  }

  @Test
  void aLongPromptArrivesWhole() {
    String text = "word ".repeat(20_000) + "end";
    var answered = assertInstanceOf(Answered.class, ask("fake/beta", text));
    assertTrue(answered.text().endsWith("end"));
  }

  @Test
  void withoutThePasswordNothingWorks() {
    var stranger =
        new OpenCodeClient(
            new OpenCodeHttp(server.url(), Optional.empty()), InstantSource.system(), 1);
    var failed = assertInstanceOf(Failed.class, stranger.create("t"));
    assertEquals(FailureCode.OPENCODE_UNAUTHORIZED, failed.code());
    assertTrue(failed.message().contains("password"), failed.message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"#status=401", "#status=400", "#cut #status=404", "#garbage"})
  void noPlantedKeyIsInAResult(String text) {
    var result = client.prompt(session(), prompt(text, Duration.ofSeconds(15)));
    assertNoKeyIn(result.toString());
    assertTrue(
        server
            .requests()
            .getFirst()
            .authorization()
            .contains(RealOpenCode.PLANTED_KEYS.getFirst()));
  }

  private static void assertNoKeyIn(String text) {
    assertTrue(RealOpenCode.PLANTED_KEYS.stream().noneMatch(text::contains), text);
  }

  /** Returns when the provider has the prompt. */
  private static CompletableFuture<PromptResult> inBackground(String session, String text) {
    var result = InBackground.call(() -> client.prompt(session, prompt(text, PLENTY)));
    await()
        .atMost(PLENTY)
        .until(() -> server.requests().stream().anyMatch(asked -> asked.prompt().contains(text)));
    return result;
  }

  private static PromptResult ask(String ref, String text) {
    return client.prompt(session(), Prompt.withoutTools(ModelRef.of(ref), text, PLENTY));
  }

  private static Prompt prompt(String text, Duration timeout) {
    return Prompt.withoutTools(RealOpenCode.ALPHA, text, timeout);
  }

  private static Prompt withTools(String text) {
    return new Prompt(
        RealOpenCode.ALPHA,
        text,
        Optional.empty(),
        Optional.empty(),
        true,
        PermissionPolicy.REJECT,
        PromptLimits.of(PLENTY));
  }

  private static String session() {
    return assertInstanceOf(SessionResult.Opened.class, client.create("a test")).id();
  }

  private static Failed failed(PromptResult result) {
    return assertInstanceOf(Failed.class, result);
  }
}
