package dev.otto.controlplane.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Numbers;
import dev.otto.web.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a job, split into the fields of the form. The keys without a field of their own
 * are shown together as JSON, so that an edit keeps them.
 */
public final class PayloadFields {
  private static final List<String> POLICIES = List.of("reject", "allow");

  private final ObjectNode payload;

  /** A payload that is no object, as an import may bring; empty otherwise. */
  private final String otherJson;

  private PayloadFields(ObjectNode payload, String otherJson) {
    this.payload = payload;
    this.otherJson = otherJson;
  }

  /** Returns the fields of a stored payload; none if it has none. */
  public static PayloadFields of(@Nullable String text) {
    Optional<ObjectNode> object = Optional.ofNullable(text).flatMap(Json::object);
    return new PayloadFields(
        object.orElseGet(JsonNodeFactory.instance::objectNode),
        text == null || object.isPresent() ? "" : text);
  }

  /** Puts the values under the names of their fields. */
  public void fill(Map<String, @Nullable String> values) {
    ObjectNode rest = payload.deepCopy();
    for (String key : new String[] {"prompt", "agent"}) {
      if (payload.path(key).isTextual()) {
        values.put(key, payload.path(key).textValue());
        rest.remove(key);
      }
    }
    if (POLICIES.contains(payload.path("permissions").asText())) {
      values.put("permissions", payload.path("permissions").asText());
      rest.remove("permissions");
    }
    if (payload.path("timeoutSeconds").isIntegralNumber()) {
      values.put("timeoutSeconds", payload.path("timeoutSeconds").asText());
      rest.remove("timeoutSeconds");
    }
    values.put("payload", rest.isEmpty() ? otherJson : rest.toPrettyString());
  }

  /**
   * Returns the typed payload; empty if part of it cannot be read, which is reported at its field.
   */
  public static Optional<JsonNode> typed(Fields fields) {
    Optional<ObjectNode> read = rest(fields);
    ObjectNode payload = read.orElseGet(JsonNodeFactory.instance::objectNode);
    put(payload, fields, "prompt");
    put(payload, fields, "agent");
    put(payload, fields, "permissions");
    putTimeout(payload, fields);
    return read.map(typed -> typed.isEmpty() ? NullNode.getInstance() : typed);
  }

  private static void putTimeout(ObjectNode payload, Fields fields) {
    String seconds = fields.value("timeoutSeconds").strip();
    if (seconds.isEmpty()) {
      return;
    }
    Numbers.positive(seconds)
        .ifPresentOrElse(
            number -> payload.put("timeoutSeconds", number),
            () -> fields.reject("timeoutSeconds", "Enter a whole number of seconds, at least 1"));
  }

  /** Puts a text as typed, with a browser's line ends converted to ordinary ones. */
  private static void put(ObjectNode payload, Fields fields, String key) {
    String text = fields.value(key).replace("\r\n", "\n");
    if (!text.isBlank()) {
      payload.put(key, text);
    }
  }

  private static Optional<ObjectNode> rest(Fields fields) {
    String text = fields.value("payload");
    if (text.isBlank()) {
      return Optional.of(JsonNodeFactory.instance.objectNode());
    }
    try {
      if (Json.tree(text) instanceof ObjectNode object) {
        return Optional.of(object);
      }
      fields.reject("payload", "Enter a JSON object, for example {\"key\": \"value\"}");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      fields.reject(
          "payload",
          "This is not JSON (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr()));
    }
    return Optional.empty();
  }
}
