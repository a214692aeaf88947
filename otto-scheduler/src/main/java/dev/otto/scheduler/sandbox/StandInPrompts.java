package dev.otto.scheduler.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The sessions, their prompts in flight, and the answers. */
final class StandInPrompts {
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int MAX_ECHO = 500;

  private final Map<String, Set<CountDownLatch>> sessions = new ConcurrentHashMap<>();
  private final Map<String, List<ObjectNode>> messages = new ConcurrentHashMap<>();

  void open(String sessionId) {
    sessions.put(sessionId, ConcurrentHashMap.newKeySet());
    messages.put(sessionId, new CopyOnWriteArrayList<>());
  }

  boolean exists(String sessionId) {
    return sessions.containsKey(sessionId);
  }

  /** Deletes a session and reports whether it existed. */
  boolean delete(String sessionId) {
    abort(sessionId);
    messages.remove(sessionId);
    return sessions.remove(sessionId) != null;
  }

  /** Keeps a message, of the user or of the assistant, in its session. */
  void keep(String sessionId, ObjectNode message) {
    messages.getOrDefault(sessionId, new ArrayList<>()).add(message);
  }

  ArrayNode messages(String sessionId) {
    return JsonNodeFactory.instance.arrayNode().addAll(messages.getOrDefault(sessionId, List.of()));
  }

  void abort(String sessionId) {
    sessions.getOrDefault(sessionId, Set.of()).forEach(CountDownLatch::countDown);
  }

  void abortAll() {
    sessions.keySet().forEach(this::abort);
  }

  int count() {
    return sessions.size();
  }

  /** Waits and reports whether the time passed without an abort. */
  boolean waited(String sessionId, Duration time) throws InterruptedException {
    if (time.isZero()) {
      return true;
    }
    Set<CountDownLatch> inFlight = sessions.getOrDefault(sessionId, Set.of());
    var aborted = new CountDownLatch(1);
    inFlight.add(aborted);
    try {
      return !aborted.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      inFlight.remove(aborted);
    }
  }

  static ObjectNode asked(String sessionId, StandInPrompt question) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    ObjectNode info = message.putObject("info").put("id", question.messageId());
    info.put("sessionID", sessionId).put("role", "user").putObject("time").put("created", 1);
    return message;
  }

  static ObjectNode answer(String sessionId, String id, StandInPrompt question) {
    String text = text(question);
    ObjectNode message = message(sessionId, id, question, Optional.of(text));
    if (question.says("another")) {
      message.withObject("/info").put("modelID", modelId(question) + "-another");
    }
    message.withArray("parts").addObject().put("type", "step-start");
    message.withArray("parts").addObject().put("type", "text").put("text", text);
    return message;
  }

  private static String text(StandInPrompt question) {
    int size = question.steer("size").orElse(0);
    if (question.says("empty")) {
      return "";
    }
    return size > 0
        ? "x".repeat(size)
        : "[%s] echo: %s".formatted(modelId(question), shortened(question.text()));
  }

  /** Returns the message in which the model used a tool. */
  static ObjectNode used(String sessionId, String id, StandInPrompt question, String tool) {
    ObjectNode message = message(sessionId, id, question, Optional.of(""));
    ObjectNode part = message.withArray("parts").addObject().put("type", "tool").put("tool", tool);
    ObjectNode state = part.putObject("state").put("status", "completed");
    state.putObject("input").put("of", tool).put("lines", 2);
    state.put("output", "porcupines, password=planted");
    return message;
  }

  static ObjectNode aborted(String sessionId, String id, StandInPrompt question) {
    ObjectNode message = message(sessionId, id, question, Optional.empty());
    error(message, "MessageAbortedError").put("message", "Aborted");
    return message;
  }

  /** Returns a provider's error with its body and headers, which may contain the key. */
  static ObjectNode providerError(String sessionId, String id, StandInPrompt question, int status) {
    ObjectNode message = message(sessionId, id, question, Optional.empty());
    ObjectNode data = error(message, "APIError");
    data.put("message", "the provider says " + StandInOpenCode.PLANTED_KEY + " is wrong");
    data.put("statusCode", status).put("isRetryable", status == 429 || status >= 500);
    data.put("responseBody", "{\"key\":\"" + StandInOpenCode.PLANTED_KEY + "\"}");
    return message;
  }

  private static ObjectNode error(ObjectNode message, String name) {
    return message.withObject("/info").putObject("error").put("name", name).putObject("data");
  }

  private static ObjectNode message(
      String sessionId, String id, StandInPrompt question, Optional<String> text) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    ObjectNode info = message.putObject("info");
    info.put("id", id).put("sessionID", sessionId).put("role", "assistant");
    info.putObject("time").put("created", 1);
    info.put("parentID", question.messageId().isEmpty() ? id + "0" : question.messageId());
    info.put("providerID", ModelRef.of(question.model()).providerId());
    info.put("modelID", modelId(question));
    int input = text.isEmpty() ? 0 : tokens(question.text());
    int output = text.map(StandInPrompts::tokens).orElse(0);
    info.put("cost", (input + 4 * output) / 1_000_000.0);
    ObjectNode tokens = info.putObject("tokens");
    tokens.put("total", input + output).put("input", input).put("output", output);
    tokens.put("reasoning", 0).putObject("cache").put("read", 0).put("write", 0);
    message.putArray("parts");
    return message;
  }

  private static String modelId(StandInPrompt question) {
    return question.model().substring(question.model().indexOf('/') + 1);
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(MAX_ECHO, text.length()));
  }

  private static int tokens(String text) {
    return Math.ceilDiv(text.length(), CHARACTERS_PER_TOKEN);
  }
}
