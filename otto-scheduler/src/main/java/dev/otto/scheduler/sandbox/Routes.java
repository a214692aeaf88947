package dev.otto.scheduler.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The endpoints of OpenCode that Otto uses. */
final class Routes implements LoopbackServer.RequestHandler {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Supplier<StandInSettings> settings;
  private final StandInPrompts prompts = new StandInPrompts();
  private final StandInEvents events = new StandInEvents();
  private final OpenRequests asked = new OpenRequests(events);
  private final Tally tally = new Tally();
  private final AtomicLong ids;

  /** The words that control the answers of models, whatever they are asked. */
  private final Map<String, String> steering = new ConcurrentHashMap<>();

  /**
   * Creates the routes; ids count up from the given number, so that a restarted server never
   * repeats one.
   */
  Routes(Supplier<StandInSettings> settings, long firstId) {
    this.settings = settings;
    this.ids = new AtomicLong(firstId);
  }

  @Override
  public void connected() {
    tally.connection();
  }

  @Override
  public void handle(Exchange exchange) throws IOException, InterruptedException {
    tally.call();
    String password = settings.get().password();
    if (password != null && !exchange.hasPassword(password)) {
      exchange.error(401, "UnauthorizedError", "Unauthorized");
    } else if (exchange.path().getFirst().startsWith("__")) {
      counters(exchange);
    } else {
      misbehave(exchange);
    }
  }

  private void misbehave(Exchange exchange) throws IOException, InterruptedException {
    switch (settings.get().failure()) {
      case SILENT -> new CountDownLatch(1).await();
      case DROPS_CONNECTIONS -> {}
      case ANSWERS_HTML -> exchange.page();
      case BROKEN_CONFIG -> {
        if (exchange.path().getFirst().equals("global")) {
          route(exchange);
        } else {
          exchange.error(400, "ConfigInvalidError", "key " + StandInOpenCode.PLANTED_KEY);
        }
      }
      case NONE,
          EMPTY_CATALOG,
          REFUSES_PROMPTS,
          PROVIDER_UNAUTHORIZED,
          PROVIDER_DOWN,
          ANSWERS_ANOTHER ->
          route(exchange);
    }
  }

  private void route(Exchange exchange) throws IOException, InterruptedException {
    switch (exchange.route()) {
      case "GET /global/health" -> health(exchange);
      case "GET /global/event" -> events.stream(exchange);
      case "GET /config/providers" -> providers(exchange);
      case "GET /provider" -> exchange.send(200, settings.get().overview());
      case "GET /config" -> config(exchange);
      case "GET /agent" -> agents(exchange);
      case "POST /instance/dispose" -> dispose(exchange);
      case "POST /session" -> open(exchange);
      case "GET /session/*" -> session(exchange);
      case "DELETE /session/*" -> delete(exchange);
      case "POST /session/*/abort" -> abort(exchange);
      case "POST /session/*/message" -> prompt(exchange);
      case "GET /session/*/message" -> exchange.ok(prompts.messages(exchange.id()));
      case "GET /session/*/children" -> exchange.ok(JsonNodeFactory.instance.arrayNode());
      case "GET /permission" -> exchange.ok(asked.list("per_"));
      case "GET /question" -> exchange.ok(asked.list("que_"));
      case "POST /permission/*/reply", "POST /question/*/reject" -> reply(exchange);
      default -> exchange.page();
    }
  }

  private void counters(Exchange exchange) throws IOException {
    if (exchange.method().equals("DELETE")) {
      forget();
    }
    exchange.send(200, Exchange.bytes(asked()));
  }

  private void health(Exchange exchange) throws IOException {
    exchange.ok(object().put("healthy", true).put("version", "0.0.0-stand-in"));
  }

  private void providers(Exchange exchange) throws IOException {
    StandInSettings now = settings.get();
    boolean empty = now.failure() == FailureMode.EMPTY_CATALOG;
    exchange.send(200, empty ? Exchange.bytes(emptyCatalog()) : now.catalog().json);
  }

  private static ObjectNode emptyCatalog() {
    ObjectNode catalog = object();
    catalog.putArray("providers");
    catalog.putObject("default");
    return catalog;
  }

  private void config(Exchange exchange) throws IOException {
    ObjectNode config = object();
    String model = settings.get().globalDefaultOrEmpty();
    if (!model.isEmpty()) {
      config.put("model", model);
    }
    ObjectNode providers = config.putObject("provider");
    providers.put("apiKey", StandInOpenCode.PLANTED_KEY);
    for (Model old : settings.get().deprecated()) {
      providers
          .withObjectProperty(old.ref().providerId())
          .withObjectProperty("models")
          .withObjectProperty(old.ref().modelId())
          .put("status", "deprecated");
    }
    exchange.ok(config);
  }

  private static void agents(Exchange exchange) throws IOException {
    ArrayNode agents = JsonNodeFactory.instance.arrayNode();
    agents.addObject().put("name", "build").put("mode", "primary");
    agents.addObject().put("name", "plan").put("mode", "primary");
    agents.addObject().put("name", "general").put("mode", "subagent");
    exchange.ok(agents);
  }

  private void dispose(Exchange exchange) throws IOException {
    prompts.abortAll();
    events.publish("server.instance.disposed", "{}");
    exchange.ok(true);
  }

  private void open(Exchange exchange) throws IOException {
    String id = "ses_" + nextId();
    String title = exchange.body().path("title").asText("New session");
    prompts.open(id);
    tally.session();
    exchange.ok(object().put("id", id).put("title", title));
  }

  private void session(Exchange exchange) throws IOException {
    if (prompts.exists(exchange.id())) {
      exchange.ok(object().put("id", exchange.id()));
    } else {
      noSession(exchange);
    }
  }

  private void reply(Exchange exchange) throws IOException {
    if (asked.answer(exchange.id())) {
      exchange.ok(true);
    } else {
      exchange.error(404, "NotFoundError", "Request not found: " + exchange.id());
    }
  }

  private void delete(Exchange exchange) throws IOException {
    if (prompts.delete(exchange.id())) {
      exchange.ok(true);
    } else {
      noSession(exchange);
    }
  }

  private void abort(Exchange exchange) throws IOException {
    tally.abort();
    prompts.abort(exchange.id());
    exchange.ok(true);
  }

  private void prompt(Exchange exchange) throws IOException, InterruptedException {
    StandInSettings now = settings.get();
    StandInPrompt read = StandInPrompt.read(exchange.body(), now.globalDefaultOrEmpty());
    StandInPrompt question = read.and(steering.getOrDefault(read.model(), ""));
    if (!prompts.exists(exchange.id())) {
      noSession(exchange);
    } else if (now.failure() == FailureMode.REFUSES_PROMPTS
        || !now.catalog().refs.contains(question.model())) {
      refuse(exchange);
    } else {
      tally.prompt(question);
      try {
        answer(exchange, question, now);
      } finally {
        tally.answered();
      }
    }
  }

  private void answer(Exchange exchange, StandInPrompt question, StandInSettings now)
      throws IOException, InterruptedException {
    String session = exchange.id();
    String id = "msg_" + nextId();
    prompts.keep(session, StandInPrompts.asked(session, question));
    useTool(session, question, "reads", "read");
    useTool(session, question, "changes", "bash");
    boolean asks = question.says("ask") || question.says("question");
    if (!prompts.waited(session, delay(question, now))
        || (asks && !asked.answered(prompts, session, nextId(), question))) {
      answer(exchange, StandInPrompts.aborted(session, id, question));
    } else if (providerStatus(question, now) > 1) {
      answer(
          exchange,
          StandInPrompts.providerError(session, id, question, providerStatus(question, now)));
    } else if (!question.says("cut")) {
      ObjectNode answer = StandInPrompts.answer(session, id, question);
      if (now.failure() == FailureMode.ANSWERS_ANOTHER) {
        answer.withObject("/info").put("parentID", "msg_another");
      }
      answer(exchange, answer);
    }
  }

  private void useTool(String session, StandInPrompt question, String word, String tool) {
    if (question.says(word)) {
      prompts.keep(session, StandInPrompts.used(session, "msg_" + nextId(), question, tool));
    }
  }

  private void answer(Exchange exchange, ObjectNode message) throws IOException {
    prompts.keep(exchange.id(), message);
    exchange.ok(message);
  }

  /**
   * Returns the delay; a provider that answers garbage keeps the real server busy until an abort.
   */
  private static Duration delay(StandInPrompt question, StandInSettings now) {
    return question.says("garbage")
        ? FOR_EVER
        : Duration.ofMillis(question.steer("delay").orElse((int) now.delay().toMillis()));
  }

  private static int providerStatus(StandInPrompt question, StandInSettings now) {
    return switch (now.failure()) {
      case PROVIDER_UNAUTHORIZED -> 401;
      case PROVIDER_DOWN -> 503;
      case NONE,
          SILENT,
          DROPS_CONNECTIONS,
          BROKEN_CONFIG,
          ANSWERS_HTML,
          EMPTY_CATALOG,
          REFUSES_PROMPTS,
          ANSWERS_ANOTHER ->
          question.steer("status").orElse(0);
    };
  }

  private void refuse(Exchange exchange) throws IOException {
    ObjectNode properties = object().put("sessionID", exchange.id());
    properties.putObject("error").put("name", "UnknownError");
    events.publish("session.error", properties.toString());
    exchange.error(500, "UnknownError", "Unexpected server error.");
  }

  private static void noSession(Exchange exchange) throws IOException {
    exchange.error(404, "NotFoundError", "Session not found: " + exchange.id());
  }

  private String nextId() {
    return "%020d".formatted(ids.incrementAndGet());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  void steer(ModelRef model, String words) {
    steering.put(model.toString(), words);
  }

  ReceivedRequests asked() {
    return tally.asked(prompts.count());
  }

  int listeners() {
    return events.listeners();
  }

  void dropListeners() {
    events.drop();
  }

  void forget() {
    tally.forget();
  }
}
