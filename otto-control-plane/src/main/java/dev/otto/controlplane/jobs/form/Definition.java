package dev.otto.controlplane.jobs.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.otto.controlplane.jobs.ChoiceFields;
import dev.otto.controlplane.jobs.PayloadFields;
import dev.otto.controlplane.jobs.TextField;
import dev.otto.controlplane.page.LocalTimes;
import dev.otto.web.Json;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a job that an operator decides, with the keys of the API. Its last and next run are
 * no part of it: they change by themselves.
 */
public final class Definition {
  /** The labels by key, in the order of the form; a form may submit only these keys. */
  private static final Map<String, String> LABELS = new LinkedHashMap<>();

  static {
    LABELS.put("scheduleType", "Schedule");
    LABELS.put("cron", "Cron expression");
    LABELS.put("timeZone", "Time zone");
    LABELS.put("cadenceMinutes", "Minutes between runs");
    LABELS.put("runAt", "Run at");
    LABELS.put("payload", "Prompt and settings");
    LABELS.put("modelRef", "Model");
    LABELS.putAll(ChoiceFields.LABELS);
    TextField.ALL.forEach(field -> LABELS.put(field.key(), field.label()));
    LABELS.put("type", "Type");
  }

  private final ObjectNode keys;

  private Definition(ObjectNode keys) {
    this.keys = keys;
  }

  /** A key whose value differs between two definitions. */
  public record FieldDifference(String label, String before, String after) {}

  static Definition of(JobDetail detail) {
    JobItem job = detail.job();
    boolean once = job.scheduleType().equals("oneshot");
    ObjectNode keys = JsonNodeFactory.instance.objectNode();
    keys.put("scheduleType", job.scheduleType()).put("cron", job.cron());
    keys.put("timeZone", job.timeZone()).put("cadenceMinutes", job.cadenceMinutes());
    keys.put("runAt", once ? job.runAt() : null);
    keys.set("payload", payload(detail.payload()));
    keys.put("modelRef", job.modelRef()).put("type", job.type());
    ChoiceFields.put(job, keys);
    TextField.ALL.forEach(field -> keys.put(field.key(), field.of(job).orElse(null)));
    return new Definition(keys);
  }

  /** Parses the text that a form carried; empty if it was tampered with. */
  static Optional<Definition> parse(String text) {
    return Json.object(text)
        .filter(keys -> LABELS.keySet().stream().allMatch(keys::has))
        .map(Definition::new);
  }

  /** Parses a submitted change; unknown keys are dropped. */
  static Optional<ObjectNode> change(String text) {
    return Json.object(text)
        .map(
            keys -> {
              keys.retain(LABELS.keySet());
              return keys;
            })
        .filter(keys -> !keys.isEmpty());
  }

  /** A payload that is no object, as an import may bring, stays the text that it is. */
  private static JsonNode payload(@Nullable String text) {
    return text == null
        ? NullNode.getInstance()
        : Json.object(text)
            .<JsonNode>map(payload -> payload)
            .orElseGet(() -> TextNode.valueOf(text));
  }

  /**
   * Fills in the fields of the form.
   *
   * @param timeZone for times of a job that has no zone itself
   */
  void fill(Map<String, @Nullable String> values, String timeZone) {
    boolean once = keys.path("scheduleType").asText().equals("oneshot");
    for (String name : List.of("type", "modelRef", "cron", "cadenceMinutes")) {
      values.put(name, text(name));
    }
    ChoiceFields.LABELS.keySet().forEach(name -> values.put(name, text(name)));
    TextField.ALL.forEach(field -> values.put(field.key(), text(field.key())));
    String zone = text("timeZone").isEmpty() ? timeZone : text("timeZone");
    values.put("timeZone", zone);
    values.put("schedule", once ? "oneshot" : text("cron").isEmpty() ? "cadence" : "cron");
    values.put(
        "runAt", text("runAt").isEmpty() ? "" : LocalTimes.typed(keys.get("runAt").asLong(), zone));
    String payload = text("payload");
    PayloadFields.of(payload.isEmpty() ? null : payload).fill(values);
  }

  /** Returns the text of a value: "" for none, the items of a list with commas between. */
  private String text(String key) {
    JsonNode value = keys.path(key);
    if (value.isArray()) {
      return value.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
    }
    return value.isNull() ? "" : value.isObject() ? value.toString() : value.asText();
  }

  /** Returns the text that a form carries. */
  String text() {
    return keys.toString();
  }

  boolean sameAs(Definition other) {
    return changes(other.keys).isEmpty();
  }

  /** Returns the wanted keys that differ here. */
  ObjectNode changes(ObjectNode wanted) {
    ObjectNode changes = JsonNodeFactory.instance.objectNode();
    for (String key : LABELS.keySet()) {
      if (wanted.has(key) && !isTyped(key, keys.path(key), wanted.get(key))) {
        changes.set(key, wanted.get(key));
      }
    }
    return changes;
  }

  /** Returns the values that these keys have here. */
  ObjectNode valuesOf(ObjectNode changed) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    changed.fieldNames().forEachRemaining(key -> values.set(key, keys.path(key)));
    return values;
  }

  /** Reports whether both values are the same in the form, whose times have no seconds. */
  private static boolean isTyped(String key, JsonNode value, JsonNode typed) {
    boolean times = key.equals("runAt") && value.isIntegralNumber() && typed.isIntegralNumber();
    return same(value, typed)
        || (times && value.longValue() - value.longValue() % 60_000 == typed.longValue());
  }

  /** Numbers are compared by value: one may have come as an int and the other as a long. */
  private static boolean same(JsonNode one, JsonNode other) {
    boolean numbers = one.isIntegralNumber() && other.isIntegralNumber();
    return numbers ? one.longValue() == other.longValue() : one.equals(other);
  }

  List<FieldDifference> differencesTo(Definition later) {
    var differences = new ArrayList<FieldDifference>();
    LABELS.forEach(
        (key, label) -> {
          if (!same(keys.path(key), later.keys.path(key))) {
            differences.add(new FieldDifference(label, shown(key), later.shown(key)));
          }
        });
    return differences;
  }

  private String shown(String key) {
    JsonNode value = keys.path(key);
    if (value.isNull() || value.isMissingNode()) {
      return key.equals("modelRef") ? "inherit" : "none";
    }
    if (key.equals("runAt")) {
      return java.time.Instant.ofEpochMilli(value.longValue()).toString();
    }
    return value.isContainerNode() ? value.toPrettyString() : value.asText();
  }

  /** Returns the model reference; empty inherits. */
  String modelRef() {
    return keys.path("modelRef").asText("");
  }
}
