package dev.otto.scheduler.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The open requests of prompts; as in OpenCode, one stays open when its prompt or session ends. */
final class OpenRequests {
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final StandInEvents events;
  private final Map<String, ObjectNode> open = new ConcurrentSkipListMap<>();

  OpenRequests(StandInEvents events) {
    this.events = events;
  }

  /** Waits and reports whether the request was answered; false if the prompt was aborted. */
  boolean answered(StandInPrompts prompts, String sessionId, String id, StandInPrompt question)
      throws InterruptedException {
    boolean permission = question.says("ask");
    String key = (permission ? "per_" : "que_") + id;
    ObjectNode request = permission ? permission(key, sessionId) : question(key, sessionId);
    open.put(key, request);
    if (!question.says("unheard")) {
      events.publish(permission ? "permission.asked" : "question.asked", request.toString());
    }
    while (open.containsKey(key)) {
      if (!prompts.waited(sessionId, LOOK_EVERY)) {
        return false;
      }
    }
    return true;
  }

  private static ObjectNode permission(String id, String sessionId) {
    ObjectNode request = request(id, sessionId).put("permission", "bash");
    request.putArray("patterns").add("pwd");
    return request;
  }

  private static ObjectNode question(String id, String sessionId) {
    ObjectNode request = request(id, sessionId);
    request.putArray("questions").addObject().put("header", "Which").put("question", "Which one?");
    return request;
  }

  private static ObjectNode request(String id, String sessionId) {
    return JsonNodeFactory.instance.objectNode().put("id", id).put("sessionID", sessionId);
  }

  /** Returns the requests of one kind, by the beginning of their ids. */
  ArrayNode list(String prefix) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    open.forEach(
        (id, request) -> {
          if (id.startsWith(prefix)) {
            list.add(request);
          }
        });
    return list;
  }

  /** Removes a request and reports whether it existed. */
  boolean answer(String id) {
    return open.remove(id) != null;
  }
}
