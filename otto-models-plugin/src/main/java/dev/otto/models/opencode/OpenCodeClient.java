package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.otto.models.FailureCode;
import dev.otto.models.event.Subscription;
import dev.otto.models.prompt.Agent;
import dev.otto.models.prompt.BackendHealth;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.OwnModel;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.PermissionRule;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptProgress;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Failed;
import dev.otto.models.prompt.SessionResult;
import dev.otto.models.prompt.Transcript;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prompts one OpenCode server, unattended: what OpenCode asks meanwhile is answered at once by the
 * prompt's {@link PermissionPolicy}, and listed in the result. Sessions are not shared: two
 * concurrent prompts in one session both get the second one's answer, so each run opens its own. No
 * call is sent twice.
 */
public final class OpenCodeClient implements PromptBackend, AutoCloseable {
  private static final Duration HEALTH_WAIT = Duration.ofMillis(500);
  private static final Duration AGENTS_WAIT = Duration.ofSeconds(2);
  private static final int ANSWERING_THREADS = 4;

  private static final PermissionRule NO_QUESTIONS =
      new PermissionRule(PermissionAnswer.QUESTION, "*", PermissionRule.Action.DENY);

  private final OpenCodeHttp http;
  private final OpenCodeApi api;
  private final MessageIds messageIds;
  private final AtomicInteger promptsInFlight = new AtomicInteger();
  private final ThreadPoolExecutor answering = answeringThreads();
  private final Permissions permissions;
  private final StepFollower steps;
  private final BillReader bills;
  private final EventHub events;
  private volatile Optional<List<Agent>> lastAgents = Optional.empty();
  private @Nullable EventStream stream;
  private boolean closed;

  /**
   * Creates a client that is not connected yet.
   *
   * @param seed any number that no other client of the same OpenCode has
   */
  public OpenCodeClient(OpenCodeHttp http, InstantSource clock, long seed) {
    this.http = http;
    this.api = new OpenCodeApi(http);
    this.messageIds = new MessageIds(clock, seed);
    this.permissions = new Permissions(api, answering);
    this.steps = new StepFollower(clock);
    this.bills = new BillReader(api);
    this.events = new EventHub(permissions, steps, this::catchUp);
  }

  /**
   * Creates the pool for answering requests: no threads while nothing is asked, and none that keeps
   * a process from ending.
   */
  private static ThreadPoolExecutor answeringThreads() {
    var threads =
        new ThreadPoolExecutor(
            ANSWERING_THREADS,
            ANSWERING_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              var thread = new Thread(task, "otto-opencode-permissions");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Creates a session without the tool that asks people (OpenCode before 1.14 ignores that, and its
   * questions are answered). Without a title OpenCode would ask a model for one. A failure can be
   * retried, whatever it is: nothing was prompted.
   */
  @Override
  public SessionResult create(String title, List<PermissionRule> rules) {
    listen();
    try {
      byte[] body = JsonValue.object(json -> session(json, title, rules));
      String id = api.post("/session", body).at("id").text();
      return id.isEmpty()
          ? retryable(api.unreadable("without a session"))
          : new SessionResult.Opened(id);
    } catch (OpenCodeApi.RefusedException e) {
      return retryable(e.failed());
    } catch (OpenCodeCallException e) {
      return retryable(unavailable(e));
    } catch (IOException e) {
      throw new IllegalStateException(e); // There is no other.
    }
  }

  private static Failed retryable(Failed failed) {
    return new Failed(failed.code(), failed.message(), true);
  }

  /**
   * Writes the session with its rules, which override those of its agent and apply to its
   * subagents, too. Of the rules that match, the last one counts.
   */
  private static void session(JsonGenerator json, String title, List<PermissionRule> rules)
      throws IOException {
    json.writeStringField("title", title);
    json.writeArrayFieldStart("permission");
    for (PermissionRule rule : rules) {
      write(json, rule);
    }
    write(json, NO_QUESTIONS);
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, PermissionRule rule) throws IOException {
    json.writeStartObject();
    json.writeStringField("permission", rule.permission());
    json.writeStringField("pattern", rule.pattern());
    json.writeStringField("action", rule.action().key());
    json.writeEndObject();
  }

  @Override
  public String newMessageId() {
    return messageIds.next();
  }

  @Override
  public PromptResult prompt(String sessionId, String messageId, Prompt prompt) {
    listen();
    promptsInFlight.incrementAndGet();
    try (var watched = permissions.watch(sessionId, prompt.permissions());
        var followed = follow(sessionId, messageId, prompt);
        var connection = new KeptConnection()) {
      OpenCodeApi calls = api.on(connection);
      PromptResult result = stopped(send(calls, sessionId, messageId, prompt, followed), followed);
      if (result instanceof Failed failed && !failed.retryable()) {
        watched.end();
        undisturbed(() -> permissions.rejectPending(sessionId));
      }
      BillReader.Usage usage =
          wasSent(result)
              ? undisturbed(() -> new BillReader(calls).of(sessionId, messageId, followed))
              : BillReader.Usage.NOTHING;
      return Conclusion.of(
          result,
          new PromptReceipt(usage.bill(), watched.answers(), followed.silence().untilFirstToken()),
          usage.objection());
    } finally {
      promptsInFlight.decrementAndGet();
    }
  }

  private StepFollower.Followed follow(String sessionId, String messageId, Prompt prompt) {
    return steps.follow(
        sessionId, messageId, prompt.limits(), () -> answering.execute(() -> stop(sessionId)));
  }

  private void catchUp() {
    steps.followed().forEach(followed -> answering.execute(() -> followed.catchUp(bills)));
  }

  /** Returns the result; a failure if the prompt was stopped at a limit. */
  private static PromptResult stopped(PromptResult result, StepFollower.Followed followed) {
    return followed
        .exceeded()
        .<PromptResult>map(
            what ->
                new Failed(
                    FailureCode.LIMIT_EXCEEDED,
                    "The prompt took "
                        + what
                        + ", and was stopped; raise its limit if it needs that",
                    false))
        .orElse(result);
  }

  /** Returns the number of prompts, of runs or of the assistant, that wait for their answer. */
  public int promptsInFlight() {
    return promptsInFlight.get();
  }

  /** Returns the state of the prompt in a session; empty if none is in flight. */
  public Optional<PromptProgress> progress(String sessionId) {
    return steps.progress(sessionId);
  }

  private static boolean wasSent(PromptResult result) {
    return !(result instanceof Failed failed
        && failed.retryable()
        && failed.code() == FailureCode.OPENCODE_UNREACHABLE);
  }

  @Override
  public Bill bill(String sessionId) {
    return bills.of(sessionId);
  }

  @Override
  public Bill bill(String sessionId, String messageId) {
    return bills.of(sessionId, messageId);
  }

  @Override
  public Transcript transcript(
      String sessionId, boolean withTools, List<PermissionAnswer> permissions) {
    return new TranscriptReader(api, withTools, permissions).of(sessionId);
  }

  private PromptResult send(
      OpenCodeApi calls,
      String sessionId,
      String messageId,
      Prompt prompt,
      StepFollower.Followed followed) {
    byte[] body = JsonValue.object(json -> PromptBody.write(json, prompt, messageId));
    try {
      String path = OpenCodeApi.session(sessionId) + "/message";
      PromptLimits limits = prompt.limits();
      Deadline deadline = followed.silence().within(Deadline.inTotal(limits.timeout()));
      JsonValue answer = calls.post(path, body, deadline, limits.maxAnswerBytes());
      return AnswerReader.read(answer, messageId, prompt);
    } catch (OpenCodeApi.RefusedException e) {
      return e.status() == 500 ? refused(prompt) : e.failed();
    } catch (OpenCodeCallException e) {
      return broken(e, sessionId, prompt, followed);
    } catch (IOException e) {
      throw new IllegalStateException(e); // There is no other.
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

  private Failed broken(
      OpenCodeCallException e, String sessionId, Prompt prompt, StepFollower.Followed followed) {
    return switch (e.reason()) {
      case TIMEOUT -> {
        Failed late = late(prompt, followed);
        stop(sessionId);
        yield followed.silence().tooLong(prompt.model()).orElse(late);
      }
      case CANCELLED -> {
        undisturbed(() -> stop(sessionId));
        yield new Failed(FailureCode.ABORTED, "The prompt was aborted by Otto", false);
      }
      case UNREACHABLE, BROKEN_OFF, TOO_LARGE, NOT_OPENCODE -> unavailable(e);
    };
  }

  private static Failed late(Prompt prompt, StepFollower.Followed followed) {
    String why =
        followed.hasRetried()
            ? "its provider refused or failed, and OpenCode kept trying"
            : "give it more time, or choose a faster model";
    return new Failed(
        FailureCode.TIMEOUT,
        "No answer of %s within %d s, so the prompt was aborted; %s"
            .formatted(prompt.model(), prompt.limits().timeout().toSeconds(), why),
        false);
  }

  /**
   * Makes a call with the thread's interrupt suspended, since none can be made on an interrupted
   * thread; restores it for the caller.
   */
  private static <T> T undisturbed(Supplier<T> call) {
    boolean interrupted = Thread.interrupted();
    try {
      return call.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Failed unavailable(OpenCodeCallException e) {
    boolean nothingSent = e.code() == FailureCode.OPENCODE_UNREACHABLE;
    return new Failed(e.code(), String.valueOf(e.getMessage()), nothingSent);
  }

  /** Ends the prompt. None of its requests stays open: OpenCode itself would keep it for ever. */
  @Override
  public List<PermissionAnswer> abort(String sessionId) {
    stop(sessionId);
    return permissions.rejectPending(sessionId);
  }

  private boolean stop(String sessionId) {
    return api.done("POST", OpenCodeApi.session(sessionId) + "/abort");
  }

  @Override
  public boolean delete(String sessionId) {
    return api.done("DELETE", OpenCodeApi.session(sessionId));
  }

  /**
   * Makes OpenCode reload its configuration; aborts every prompt in flight.
   *
   * @return whether OpenCode accepted it
   */
  public boolean dispose() {
    return api.done("POST", "/instance/dispose");
  }

  @Override
  public Optional<List<OwnModel>> ownModels() {
    try {
      return Optional.of(OwnModels.read(api));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns OpenCode's version; empty if it does not answer at once. */
  public Optional<String> health() {
    try {
      JsonValue health = api.get("/global/health", HEALTH_WAIT);
      return health.at("healthy").flag()
          ? Optional.of(health.at("version").text())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns OpenCode's state with its reason. */
  public BackendHealth look() {
    try {
      JsonValue health = api.get("/global/health", HEALTH_WAIT);
      return new BackendHealth.Up(health.at("version").text(), http.ignoresCredentials());
    } catch (OpenCodeApi.RefusedException e) {
      return new BackendHealth.Down(http.isTooOld() ? http.tooOld() : e.failed().message());
    } catch (IOException e) {
      return new BackendHealth.Down("OpenCode does not answer; start it with \"opencode serve\"");
    }
  }

  /**
   * Returns OpenCode's agents; those of its last answer if it does not answer at once, and empty
   * before its first.
   */
  public Optional<List<Agent>> agents() {
    try {
      lastAgents =
          Optional.of(
              api.get("/agent", AGENTS_WAIT).items().stream().map(OpenCodeClient::agent).toList());
    } catch (IOException e) {
      // What is said of an agent does not depend on how busy OpenCode is.
    }
    return lastAgents;
  }

  private static Agent agent(JsonValue json) {
    boolean denied = false;
    for (JsonValue rule : json.at("permission").items()) {
      if (rule.at("permission").text().equals("*") && rule.at("pattern").text().equals("*")) {
        denied = rule.at("action").text().equals("deny");
      }
    }
    return new Agent(json.at("name").text(), json.at("mode").text().equals("subagent"), denied);
  }

  /**
   * Notifies the listener of events in OpenCode until the result is closed; at once if this client
   * listens already. It is called on the stream's thread, and must not wait.
   */
  public Subscription watch(Consumer<OpenCodeEvent> listener) {
    Subscription subscription = events.add(listener);
    listen(); // Afterwards, so that it misses nothing.
    return subscription;
  }

  private synchronized void listen() {
    if (stream == null && !closed) {
      stream = new EventStream(http, () -> health().isPresent(), events);
    }
  }

  /** Ends the client's threads; it does not end prompts in flight. */
  @Override
  public synchronized void close() {
    closed = true;
    if (stream != null) {
      stream.close();
    }
    answering.shutdownNow();
  }
}
