package dev.otto.scheduler.opencode;

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
import dev.otto.models.opencode.OpenCodeHttp.Credentials;
import dev.otto.models.prompt.BackendHealth;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Answered;
import dev.otto.models.prompt.PromptResult.Failed;
import dev.otto.models.prompt.SessionResult;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenCodeClientTest {
  private static final ModelRef MODEL = ModelRef.of("crossroads/alder/alder-3-nano:free");
  private static final Duration PLENTY = Duration.ofSeconds(20);

  private StandInOpenCode server;
  private OpenCodeClient client;

  @BeforeEach
  void start() throws IOException {
    server = StandInOpenCode.start();
    client = client(Optional.empty());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private OpenCodeClient client(Optional<Credentials> credentials) {
    return new OpenCodeClient(
        new OpenCodeHttp(server.url(), credentials), InstantSource.system(), 42);
  }

  @Test
  void anAnswerNamesTheModelThatServedAndWhatItCost() {
    var answered = assertInstanceOf(Answered.class, ask("hello"));
    assertEquals("[" + MODEL.modelId() + "] echo: hello", answered.text());
    assertEquals(MODEL, answered.served());
    Bill used = answered.receipt().bill();
    assertEquals(2, used.tokens().in());
    assertTrue(used.tokens().out() > 0 && used.costUsd().orElseThrow() > 0);
  }

  @Test
  void aPromptAndItsBillTakeOneConnection() {
    String session = session();
    await().until(() -> server.listeners() == 1);
    server.forget();
    assertInstanceOf(Answered.class, client.prompt(session, prompt("hello", PLENTY)));
    assertEquals(1, server.asked().connections());
    assertEquals(4, server.asked().calls());
  }

  @Test
  void theAgentsAreThoseOfTheLastAnswer() {
    var agents = client.agents();
    assertTrue(agents.isPresent());
    server.failure(FailureMode.DROPS_CONNECTIONS);
    assertEquals(agents, client.agents());
    var other = client(Optional.empty());
    assertEquals(Optional.empty(), other.agents(), "before the first answer");
    other.close();
  }

  @Test
  void aPromptWithoutToolsSwitchesThemAllOff() {
    ask("hello");
    assertEquals(1, server.asked().withoutTools());
    String session = session();
    client.prompt(
        session,
        new Prompt(
            MODEL,
            "hello",
            Optional.empty(),
            Optional.empty(),
            true,
            PermissionPolicy.REJECT,
            PromptLimits.of(PLENTY)));
    assertEquals(1, server.asked().withoutTools());
  }

  @ParameterizedTest
  @CsvSource({"1000, false", "1001, true", "3000000, true"})
  void anAnswerIsCutWhereItIsLongerThanWanted(int length, boolean truncated) {
    var limits = new PromptLimits(PLENTY, 1_000, null, null, null, null, null);
    var prompt =
        new Prompt(
            MODEL,
            "#size=" + length,
            Optional.empty(),
            Optional.empty(),
            false,
            PermissionPolicy.REJECT,
            limits);
    var answered = assertInstanceOf(Answered.class, client.prompt(session(), prompt));
    assertEquals("x".repeat(1_000), answered.text());
    assertEquals(truncated, answered.truncated());
    assertTrue(answered.receipt().bill().complete());
  }

  @ParameterizedTest
  @CsvSource({
    "#status=401, PROVIDER_UNAUTHORIZED, false",
    "#status=403, PROVIDER_UNAUTHORIZED, false",
    "#status=400, PROVIDER_REJECTED, false",
    "#status=429, PROVIDER_REJECTED, true",
    "#status=503, PROVIDER_UNREACHABLE, true",
    "#cut, OPENCODE_BROKE_OFF, false",
  })
  void failuresOfTheProviderHaveACode(String text, FailureCode code, boolean retryable) {
    Failed failed = failed(ask(text));
    assertEquals(code, failed.code());
    assertEquals(retryable, failed.retryable());
  }

  @ParameterizedTest
  @CsvSource({
    "DROPS_CONNECTIONS, OPENCODE_BROKE_OFF",
    "BROKEN_CONFIG, OPENCODE_UNAVAILABLE",
    "ANSWERS_HTML, OPENCODE_BAD_ANSWER",
    "REFUSES_PROMPTS, MODEL_UNKNOWN_TO_OPENCODE",
    "PROVIDER_UNAUTHORIZED, PROVIDER_UNAUTHORIZED",
    "PROVIDER_DOWN, PROVIDER_UNREACHABLE",
    "ANSWERS_ANOTHER, WRONG_ANSWER",
  })
  void failuresOfOpenCodeHaveACodeAndShowNoKey(FailureMode failure, FailureCode code) {
    String session = session();
    server.failure(failure);
    Failed failed = failed(client.prompt(session, prompt("hello", PLENTY)));
    assertEquals(code, failed.code());
    assertFalse(failed.message().contains(StandInOpenCode.PLANTED_KEY), failed.message());
  }

  @Test
  void aModelThatOpenCodeDoesNotKnowIsNamed() {
    ModelRef missing = ModelRef.of("alder/none");
    Failed failed = failed(client.prompt(session(), Prompt.withoutTools(missing, "hello", PLENTY)));
    assertEquals(FailureCode.MODEL_UNKNOWN_TO_OPENCODE, failed.code());
    assertTrue(failed.message().contains("alder/none"), failed.message());
  }

  @Test
  void aPromptThatTakesTooLongIsAborted() {
    String session = session();
    Failed failed = failed(client.prompt(session, prompt("#garbage", Duration.ofMillis(300))));
    assertEquals(FailureCode.TIMEOUT, failed.code());
    assertEquals(1, server.asked().aborts());
  }

  @Test
  void anAbortEndsThePromptOfItsSessionOnly() {
    String one = session();
    String other = session();
    var aborted = InBackground.call(() -> client.prompt(one, prompt("#garbage", PLENTY)));
    var answered = InBackground.call(() -> client.prompt(other, prompt("#delay=500", PLENTY)));
    await().until(() -> server.asked().prompts() == 2);
    await()
        .until(
            () -> {
              client.abort(one);
              return aborted.isDone();
            });
    assertEquals(FailureCode.ABORTED, failed(aborted.join()).code());
    assertInstanceOf(Answered.class, answered.join());
  }

  @Test
  void aDeletedSessionIsUnknown() {
    String session = session();
    assertTrue(client.delete(session));
    assertFalse(client.delete(session));
    Failed failed = failed(client.prompt(session, prompt("hello", PLENTY)));
    assertEquals(FailureCode.SESSION_UNKNOWN, failed.code());
  }

  @Test
  void onlyWhatWasNeverSentMayBeSentAgain() {
    server.close();
    assertTrue(assertInstanceOf(Failed.class, client.create("t")).retryable());
  }

  @Test
  void healthIsEmptyWhenNobodyAnswers() {
    assertTrue(client.health().isPresent());
    server.failure(FailureMode.SILENT);
    assertEquals(Optional.empty(), client.health());
  }

  @Test
  void aPasswordThatNobodyChecksIsNoticed() {
    assertFalse(up(client.look()).ignoresPassword());
    try (var withPassword = client(Optional.of(Credentials.of("secret")))) {
      assertTrue(up(withPassword.look()).ignoresPassword());
      server.password("secret");
      assertFalse(up(withPassword.look()).ignoresPassword());
    }
    var down = assertInstanceOf(BackendHealth.Down.class, client.look());
    assertTrue(down.message().contains("refuses Otto's password"), down.message());
  }

  private static BackendHealth.Up up(BackendHealth health) {
    return assertInstanceOf(BackendHealth.Up.class, health);
  }

  @Test
  void thePasswordIsSent() {
    server.password("secret");
    assertInstanceOf(Failed.class, client.create("t"));
    var allowed = client(Optional.of(Credentials.of("secret")));
    assertInstanceOf(SessionResult.Opened.class, allowed.create("t"));
  }

  @Test
  void theWatchTellsOfRestartsAndDisposals() throws IOException {
    var seen = new CopyOnWriteArrayList<OpenCodeEvent>();
    try (var _ = client.watch(seen::add)) {
      await().until(() -> seen.equals(List.of(new OpenCodeEvent.Connected(false))));
      client.dispose();
      await().until(() -> seen.getLast() instanceof OpenCodeEvent.Disposed);
      int port = server.port();
      server.close();
      await().until(() -> seen.getLast() instanceof OpenCodeEvent.Disconnected);
      server = StandInOpenCode.start(port);
      await().until(() -> seen.getLast().equals(new OpenCodeEvent.Connected(true)));
    }
    assertEquals(4, seen.size());
  }

  @Test
  void aServerThatAnswersOnlyLaterMayHaveBeenRestartedAsWell() throws IOException {
    var seen = new CopyOnWriteArrayList<OpenCodeEvent>();
    int port = server.port();
    server.close();
    try (var _ = client.watch(seen::add)) {
      await().until(() -> seen.equals(List.of(new OpenCodeEvent.Disconnected())));
      server = StandInOpenCode.start(port);
      await().until(() -> seen.getLast().equals(new OpenCodeEvent.Connected(true)));
    }
  }

  @Test
  void theWatchTellsOfFailedSessions() {
    var seen = new CopyOnWriteArrayList<OpenCodeEvent>();
    try (var _ = client.watch(seen::add)) {
      await().until(() -> !seen.isEmpty());
      String session = session();
      server.failure(FailureMode.REFUSES_PROMPTS);
      client.prompt(session, prompt("hello", PLENTY));
      await().until(() -> seen.getLast().equals(new OpenCodeEvent.SessionFailed(session)));
    }
  }

  private PromptResult ask(String text) {
    return client.prompt(session(), prompt(text, PLENTY));
  }

  private static Prompt prompt(String text, Duration timeout) {
    return Prompt.withoutTools(MODEL, text, timeout);
  }

  private String session() {
    return assertInstanceOf(SessionResult.Opened.class, client.create("a test")).id();
  }

  private static Failed failed(PromptResult result) {
    return assertInstanceOf(Failed.class, result);
  }
}
