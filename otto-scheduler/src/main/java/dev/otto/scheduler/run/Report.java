package dev.otto.scheduler.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.web.Json;
import java.util.Optional;

/**
 * The report {@code {status,summary,errors}} of a run.
 *
 * @param json the report as text
 * @param truncated whether the model said more than it holds
 */
public record Report(String json, boolean truncated) {
  /** The size up to which a list of runs has a report whole. */
  private static final int MAX_BYTES_IN_LISTS = 16 * 1024;

  private static final int SHORT_SUMMARY = 2_000;
  private static final int SHORT_ERROR = 100;
  private static final int SHORT_ERRORS = 5;

  /** Returns a report that holds everything. */
  static Report whole(String json) {
    return new Report(json, false);
  }

  /** Reports whether lists show something shorter. */
  public boolean isBig() {
    return json.length() > MAX_BYTES_IN_LISTS
        || (json.length() > MAX_BYTES_IN_LISTS / 3
            && json.getBytes(UTF_8).length > MAX_BYTES_IN_LISTS);
  }

  /** Returns the report for lists: this one, or a short one of the same shape. */
  public Report shortened() {
    if (!isBig()) {
      return this;
    }
    ObjectNode given = Json.object(json).orElseGet(JsonNodeFactory.instance::objectNode);
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("status", given.path("status").asText("success"));
    report.put("summary", beginning(given.path("summary").asText(json), SHORT_SUMMARY));
    ArrayNode errors = report.putArray("errors");
    for (JsonNode error : given.path("errors")) {
      if (errors.size() < SHORT_ERRORS) {
        errors.add(beginning(text(error), SHORT_ERROR));
      }
    }
    return new Report(report.toString(), true);
  }

  /** Returns what the model said, without the form of the report. */
  String text() {
    Optional<ObjectNode> report = Json.object(json);
    if (report.isEmpty()) {
      return json;
    }
    var text = new StringBuilder(report.get().path("summary").asText());
    report.get().path("errors").forEach(error -> text.append('\n').append(text(error)));
    return text.toString();
  }

  private static String text(JsonNode error) {
    return error.isTextual() ? error.textValue() : error.toString();
  }

  private static String beginning(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
    return text.substring(0, end) + "…";
  }
}
