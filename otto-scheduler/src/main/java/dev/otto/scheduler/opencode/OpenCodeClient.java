package dev.otto.scheduler.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.opencode.OpenCodeCallException;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.scheduler.opencode.PromptResult.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Prompts one OpenCode server. Sessions are not shared: two prompts at once in one session both get
 * the second one's answer, so each run opens its own. No call is sent twice.
 */
public final class OpenCodeClient {
  private static final Duration CONTROL_WAIT = Duration.ofSeconds(10);
  private static final Duration HEALTH_WAIT = Duration.ofMillis(500);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OpenCodeHttp http;
  private final MessageIds messageIds;
  private final AtomicInteger promptsInFlight = new AtomicInteger();

  /**
   * @param seed any number that no other Otto on the same OpenCode has
   */
  public OpenCodeClient(OpenCodeHttp http, InstantSource clock, long seed) {
    this.http = http;
    this.messageIds = new MessageIds(clock, seed);
  }

  /** A new session. Without a title OpenCode would ask a model for one. */
  public SessionResult create(String title) {
    ObjectNode body = JSON.createObjectNode().put("title", title);
    try {
      JsonNode session = json(request("POST", "/session", Optional.of(body), CONTROL_WAIT));
      String id = session.path("id").asText("");
      return id.isEmpty() ? unreadable("without a session") : new SessionResult.Opened(id);
    } catch (RefusedException e) {
      return e.failed;
    } catch (OpenCodeCallException e) {
      return unavailable(e);
    }
  }

  /**
   * Waits for the answer. A prompt that takes too long is aborted, and so is one whose (virtual)
   * thread is interrupted; elsewhere {@link #abort} ends it.
   */
  public PromptResult prompt(Prompt prompt) {
    promptsInFlight.incrementAndGet();
    try {
      return send(prompt);
    } finally {
      promptsInFlight.decrementAndGet();
    }
  }

  /** How many prompts, of runs or of the assistant, wait for their answer. */
  public int promptsInFlight() {
    return promptsInFlight.get();
  }

  private PromptResult send(Prompt prompt) {
    String messageId = messageIds.next();
    try {
      var response =
          request(
              "POST",
              session(prompt.sessionId()) + "/message",
              Optional.of(body(prompt, messageId)),
              prompt.timeout());
      return response.status() == 500
          ? refused(prompt)
          : counted(prompt, messageId, Answer.read(json(response), messageId, prompt.model()));
    } catch (RefusedException e) {
      return e.failed;
    } catch (OpenCodeCallException e) {
      return broken(e, prompt);
    }
  }

  private static ObjectNode body(Prompt prompt, String messageId) {
    ObjectNode body = JSON.createObjectNode().put("messageID", messageId);
    body.putObject("model")
        .put("providerID", prompt.model().providerId())
        .put("modelID", prompt.model().modelId());
    prompt.agent().ifPresent(agent -> body.put("agent", agent));
    prompt.system().ifPresent(system -> body.put("system", system));
    if (!prompt.tools()) {
      body.putObject("tools").put("*", false);
    }
    body.putArray("parts").addObject().put("type", "text").put("text", prompt.text());
    return body;
  }

  /**
   * An answer tells what its last step took, and each use of a tool is a step before: so where
   * tools were allowed, ask for them all.
   */
  private PromptResult counted(Prompt prompt, String messageId, PromptResult result) {
    return result instanceof PromptResult.Answered answered && prompt.tools()
        ? usage(prompt.sessionId(), messageId).map(answered::using).orElse(answered)
        : result;
  }

  private Optional<Usage> usage(String sessionId, String messageId) {
    String path = session(sessionId) + "/message";
    try {
      JsonNode messages = json(request("GET", path, Optional.empty(), CONTROL_WAIT));
      return Usage.ofAnswersTo(messageId, messages);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Failed refused(Prompt prompt) {
    String agent = prompt.agent().map(name -> " or agent " + name).orElse("");
    return new Failed(
        FailureCode.MODEL_UNKNOWN_TO_OPENCODE,
        "OpenCode refused the prompt (status 500): it may not know model %s%s; its log says more"
            .formatted(prompt.model(), agent),
        false);
  }

  private Failed broken(OpenCodeCallException e, Prompt prompt) {
    return switch (e.reason()) {
      case TIMEOUT -> {
        abort(prompt.sessionId());
        yield new Failed(
            FailureCode.TIMEOUT,
            "No answer of %s within %d s; the prompt was aborted"
                .formatted(prompt.model(), prompt.timeout().toSeconds()),
            false);
      }
      case CANCELLED -> {
        abortInterrupted(prompt.sessionId());
        yield new Failed(FailureCode.ABORTED, "The prompt was aborted by Otto", false);
      }
      case UNREACHABLE, BROKEN_OFF, TOO_LARGE, NOT_OPENCODE -> unavailable(e);
    };
  }

  /** A call cannot be made on an interrupted thread; the interrupt is kept for the caller. */
  private void abortInterrupted(String sessionId) {
    boolean interrupted = Thread.interrupted();
    abort(sessionId);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Failed unavailable(OpenCodeCallException e) {
    boolean nothingSent = e.reason() == OpenCodeCallException.Reason.UNREACHABLE;
    return new Failed(
        FailureCode.OPENCODE_UNAVAILABLE, String.valueOf(e.getMessage()), nothingSent);
  }

  /**
   * Ends the prompt in flight, which then fails with {@link FailureCode#ABORTED}.
   *
   * @return whether OpenCode took it
   */
  public boolean abort(String sessionId) {
    return done("POST", session(sessionId) + "/abort");
  }

  /**
   * Removes the session with its messages.
   *
   * @return whether it is gone now
   */
  public boolean delete(String sessionId) {
    return done("DELETE", session(sessionId));
  }

  /**
   * Has OpenCode re-read its configuration; aborts every prompt in flight.
   *
   * @return whether OpenCode took it
   */
  public boolean dispose() {
    return done("POST", "/instance/dispose");
  }

  /** Its version; empty where it does not answer at once. */
  public Optional<String> health() {
    try {
      var health = json(request("GET", "/global/health", Optional.empty(), HEALTH_WAIT));
      return health.path("healthy").asBoolean()
          ? Optional.of(health.path("version").asText(""))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Tells the listener what happens in OpenCode, from its own thread, until closed. */
  public EventWatch watch(Consumer<OpenCodeEvent> listener) {
    return EventWatch.start(http, () -> health().isPresent(), listener);
  }

  private boolean done(String method, String path) {
    try {
      json(request(method, path, Optional.empty(), CONTROL_WAIT));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private OpenCodeHttp.Response request(
      String method, String path, Optional<ObjectNode> body, Duration total)
      throws OpenCodeCallException {
    return http.request(method, path, body.map(OpenCodeClient::bytes), total);
  }

  private static byte[] bytes(ObjectNode body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an answer of status 200 says. */
  private JsonNode json(OpenCodeHttp.Response response) throws RefusedException {
    if (response.status() == 404) {
      throw new RefusedException(
          new Failed(
              FailureCode.SESSION_UNKNOWN, "OpenCode has no such session (any more)", false));
    }
    if (response.status() != 200 || !response.isJson()) {
      throw new RefusedException(unreadable(complaint(response)));
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new RefusedException(unreadable("with broken JSON"));
    }
  }

  private static String complaint(OpenCodeHttp.Response response) {
    return switch (response.status()) {
      case 200 -> "with something else than JSON; check the URL";
      case 400 -> "with status 400; correct OpenCode's own configuration and restart it";
      case 401, 403 ->
          "with status %d; check the user and password given for OpenCode"
              .formatted(response.status());
      default -> "with status %d; see OpenCode's log".formatted(response.status());
    };
  }

  private Failed unreadable(String how) {
    return new Failed(
        FailureCode.OPENCODE_UNAVAILABLE,
        "OpenCode at %s answered %s".formatted(http.address(), how),
        false);
  }

  private static String session(String id) {
    return "/session/" + URLEncoder.encode(id, UTF_8);
  }

  /** An answer that is none. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failed failed;

    RefusedException(Failed failed) {
      super(failed.message());
      this.failed = failed;
    }
  }
}
