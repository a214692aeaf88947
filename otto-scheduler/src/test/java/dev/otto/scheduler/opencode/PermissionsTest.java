package dev.otto.scheduler.opencode;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.models.opencode.OpenCodeEvent;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PermissionAnswer.PermissionReply;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Answered;
import dev.otto.models.prompt.PromptResult.Failed;
import dev.otto.models.prompt.SessionResult;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenCode asks while nobody watches is answered, and nothing it asked stays open. */
class PermissionsTest {
  private static final ModelRef MODEL = ModelRef.of("crossroads/alder/alder-3-nano:free");
  private static final Duration PLENTY = Duration.ofSeconds(30);

  private final HttpClient elsewhere = HttpClient.newHttpClient();
  private StandInOpenCode server;
  private OpenCodeClient client;

  @BeforeEach
  void start() throws IOException {
    server = StandInOpenCode.start();
    client = client();
  }

  /** One that listens: what is unheard from now on it does not find before the next heartbeat. */
  private OpenCodeClient client() {
    var http = new OpenCodeHttp(server.url(), Optional.empty());
    var made = new OpenCodeClient(http, InstantSource.system(), 42);
    var seen = new CopyOnWriteArrayList<OpenCodeEvent>();
    try (var _ = made.watch(seen::add)) {
      await().until(() -> !seen.isEmpty());
    }
    return made;
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    elsewhere.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({"REJECT, REJECT", "ALLOW, ONCE"})
  void aPermissionIsAnsweredByThePolicyAndNamed(PermissionPolicy policy, PermissionReply reply) {
    String session = session();
    var answered = assertInstanceOf(Answered.class, ask(session, "#ask", policy));
    assertEquals(
        List.of(new PermissionAnswer("bash", List.of("pwd"), session, reply)),
        answered.receipt().permissions());
    assertNothingOpen();
  }

  @ParameterizedTest
  @CsvSource({"REJECT", "ALLOW"})
  void aQuestionIsRejectedWhateverThePolicy(PermissionPolicy policy) {
    String session = session();
    var answered = assertInstanceOf(Answered.class, ask(session, "#question", policy));
    assertEquals(
        List.of(
            new PermissionAnswer(
                "question", List.of("Which one?"), session, PermissionReply.REJECT)),
        answered.receipt().permissions());
    assertNothingOpen();
  }

  /** It was asked before anybody listened, or the event was lost on the way. */
  @Test
  void whatWasAskedUnheardIsFoundOnTheNextConnection() {
    String session = session();
    var result = InBackground.call(() -> ask(session, "#ask #unheard", PermissionPolicy.REJECT));
    await().until(() -> !open("/permission").equals("[]"));
    server.dropListeners();
    assertEquals(1, result.join().receipt().permissions().size());
    assertNothingOpen();
  }

  @Test
  void anEmptyAnswerIsAFailure() {
    Failed failed = assertInstanceOf(Failed.class, ask(session(), "#empty"));
    assertEquals(FailureCode.EMPTY_ANSWER, failed.code());
    assertTrue(failed.receipt().bill().tokens().in() > 0, "it was paid for");
  }

  @ParameterizedTest
  @CsvSource({"#ask #empty, bash (pwd)", "#question #empty, question (Which one?)"})
  void anEmptyAnswerAfterARefusalSaysWhatWasRefused(String text, String refused) {
    Failed failed = assertInstanceOf(Failed.class, ask(session(), text));
    assertEquals(FailureCode.PERMISSION_REFUSED, failed.code());
    assertTrue(failed.message().contains(refused), failed.message());
    assertEquals(1, failed.receipt().permissions().size());
  }

  @Test
  void anEmptyAnswerAfterSomethingWasAllowedIsJustEmpty() {
    Failed failed =
        assertInstanceOf(Failed.class, ask(session(), "#ask #empty", PermissionPolicy.ALLOW));
    assertEquals(FailureCode.EMPTY_ANSWER, failed.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"#ask #unheard", "#question #unheard"})
  void aPromptThatTakesTooLongLeavesNothingOpenAndNamesWhatItWaitedFor(String text) {
    Prompt brief = prompt(text, PermissionPolicy.ALLOW, Duration.ofMillis(300));
    Failed failed = assertInstanceOf(Failed.class, client.prompt(session(), brief));
    assertEquals(FailureCode.TIMEOUT, failed.code());
    assertEquals(
        List.of(PermissionReply.REJECT),
        failed.receipt().permissions().stream().map(PermissionAnswer::reply).toList());
    assertNothingOpen();
  }

  /** As at a start, when an earlier process left its prompt behind. */
  @Test
  void anAbortRejectsWhatAPromptOfAnotherProcessAsks() {
    String session = session();
    askElsewhere(session);
    assertEquals(
        List.of(new PermissionAnswer("bash", List.of("pwd"), session, PermissionReply.REJECT)),
        client.abort(session));
    assertNothingOpen();
  }

  @Test
  void whatOthersAskIsLeftToThem() {
    String theirs = session();
    askElsewhere(theirs);
    String ours = session();
    var answered = assertInstanceOf(Answered.class, ask(ours, "#ask", PermissionPolicy.REJECT));
    assertEquals(1, answered.receipt().permissions().size());
    client.abort(ours);
    assertTrue(open("/permission").contains(theirs));
  }

  @Test
  void whatIsAskedForASessionThatIsGoneIsRejected() {
    String gone = session();
    askElsewhere(gone);
    client.delete(gone);
    client.abort(session());
    assertNothingOpen();
  }

  /** Prompts without a client of ours, so that nobody answers, and waits for the request. */
  private void askElsewhere(String session) {
    String body = "{\"parts\":[{\"type\":\"text\",\"text\":\"#ask #unheard\"}]}";
    var request =
        HttpRequest.newBuilder(server.url().resolve("/session/" + session + "/message"))
            .POST(BodyPublishers.ofString(body))
            .build();
    var unused = elsewhere.sendAsync(request, BodyHandlers.discarding());
    await().until(() -> !open("/permission").equals("[]"));
  }

  private PromptResult ask(String session, String text) {
    return ask(session, text, PermissionPolicy.REJECT);
  }

  private PromptResult ask(String session, String text, PermissionPolicy policy) {
    return client.prompt(session, prompt(text, policy, PLENTY));
  }

  private static Prompt prompt(String text, PermissionPolicy policy, Duration timeout) {
    return new Prompt(
        MODEL, text, Optional.empty(), Optional.empty(), true, policy, PromptLimits.of(timeout));
  }

  private String session() {
    return assertInstanceOf(SessionResult.Opened.class, client.create("a test")).id();
  }

  private void assertNothingOpen() {
    assertEquals("[]", open("/permission"));
    assertEquals("[]", open("/question"));
  }

  private String open(String path) {
    try (var http = HttpClient.newHttpClient()) {
      URI uri = server.url().resolve(path);
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
