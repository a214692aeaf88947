package dev.otto.controlplane.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.page.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The retries of a job, one object of its payload, as fields of the form. */
public final class RetryFields {
  private static final String RETRY = "retry";
  private static final String BACKOFF = "backoff";
  private static final List<String> KINDS = List.of("constant", "exponential");

  /** The keys of the numbers with the names of their fields. */
  private static final Map<String, String> NUMBERS = numbers();

  /** The names of all fields. */
  public static final List<String> NAMES = names();

  private RetryFields() {}

  private static Map<String, String> numbers() {
    var names = new LinkedHashMap<String, String>();
    names.put("attempts", "retryAttempts");
    names.put("delaySeconds", "retryDelaySeconds");
    names.put("maxDelaySeconds", "retryMaxDelaySeconds");
    return names;
  }

  private static List<String> names() {
    var names = new ArrayList<>(NUMBERS.values());
    names.add("retryBackoff");
    return List.copyOf(names);
  }

  /** Moves what has a field from the payload to the values. */
  static void move(ObjectNode payload, Map<String, @Nullable String> values) {
    if (!(payload.get(RETRY) instanceof ObjectNode retry)) {
      return;
    }
    NUMBERS.forEach(
        (key, name) -> {
          if (retry.path(key).isIntegralNumber()) {
            values.put(name, retry.remove(key).asText());
          }
        });
    if (KINDS.contains(retry.path(BACKOFF).asText())) {
      values.put("retryBackoff", retry.remove(BACKOFF).asText());
    }
    if (retry.isEmpty()) {
      payload.remove(RETRY);
    }
  }

  /** Adds what is typed to the payload; what cannot be read is reported at its field. */
  static void add(ObjectNode payload, Fields fields) {
    ObjectNode retry = payload.get(RETRY) instanceof ObjectNode rest ? rest : payload.objectNode();
    NUMBERS.forEach((key, name) -> addNumber(retry, fields, key, name));
    String backoff = fields.value("retryBackoff");
    if (KINDS.contains(backoff)) {
      retry.put(BACKOFF, backoff);
    }
    if (!retry.isEmpty()) {
      payload.set(RETRY, retry);
    }
  }

  private static void addNumber(ObjectNode retry, Fields fields, String key, String name) {
    String text = fields.value(name).strip();
    if (text.matches("\\d{1,5}")) {
      retry.put(key, Integer.parseInt(text));
    } else if (!text.isEmpty()) {
      fields.reject(
          name,
          key.equals("attempts")
              ? "Enter a whole number from 1 to 10"
              : "Enter a whole number of seconds, at most 86400");
    }
  }

  /** Describes the retries in words; empty if the job has none of its own. */
  public static String words(Map<String, @Nullable String> values) {
    var words = new ArrayList<String>();
    add(words, values.get("retryAttempts"), " attempts");
    add(words, values.get("retryDelaySeconds"), " s after a failure");
    add(words, values.get("retryBackoff"), " delays");
    add(words, values.get("retryMaxDelaySeconds"), " s at most");
    return String.join(", ", words);
  }

  private static void add(List<String> words, @Nullable String value, String after) {
    String text = Objects.requireNonNullElse(value, "");
    if (!text.isEmpty()) {
      words.add(text + after);
    }
  }
}
