package dev.otto.controlplane.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Numbers;
import dev.otto.web.Json;
import java.math.BigDecimal;
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

  private static final List<String> WHOLE_NUMBERS =
      List.of("timeoutSeconds", "firstTokenSeconds", "stallSeconds", "maxSteps", "maxTokens");
  private static final String MAX_COST = "maxCostUsd";

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
    for (String key : WHOLE_NUMBERS) {
      if (payload.path(key).isIntegralNumber()) {
        values.put(key, payload.path(key).asText());
        rest.remove(key);
      }
    }
    if (payload.path(MAX_COST).isNumber()) {
      values.put(MAX_COST, payload.path(MAX_COST).decimalValue().toPlainString());
      rest.remove(MAX_COST);
    }
    RetryFields.move(rest, values);
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
    WHOLE_NUMBERS.forEach(key -> putNumber(payload, fields, key));
    putMaxCost(payload, fields);
    RetryFields.add(payload, fields);
    return read.map(typed -> typed.isEmpty() ? NullNode.getInstance() : typed);
  }

  private static void putNumber(ObjectNode payload, Fields fields, String key) {
    String text = fields.value(key).strip();
    if (text.isEmpty()) {
      return;
    }
    String unit = key.endsWith("Seconds") ? " of seconds" : "";
    Numbers.positive(text)
        .ifPresentOrElse(
            number -> payload.put(key, number),
            () -> fields.reject(key, "Enter a whole number" + unit + ", at least 1"));
  }

  private static void putMaxCost(ObjectNode payload, Fields fields) {
    String text = fields.value(MAX_COST).strip();
    if (text.matches("\\d{1,7}(\\.\\d{1,10})?")) {
      payload.put(MAX_COST, new BigDecimal(text));
    } else if (!text.isEmpty()) {
      fields.reject(MAX_COST, "Enter an amount in US dollars, such as 0.50");
    }
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
