package dev.otto.scheduler.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a model's answer: a report {@code {status,summary,errors}} if it wrote one, bare or in a
 * code fence, and plain text otherwise. Either is stored as such a report.
 */
final class ReportReader {
  /** The error code of a run whose model answered, but reported that its task failed. */
  static final String REPORTED_FAILURE = "reported_failure";

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Set<String> STATUSES = Set.of("success", "failed", "skipped");
  private static final Set<String> KEYS = Set.of("status", "summary", "errors");
  private static final Pattern FENCE =
      Pattern.compile("```(?:json)?\\s*(\\{.*})\\s*```", Pattern.DOTALL);
  private static final int MESSAGE_LIMIT = 300;

  private ReportReader() {}

  /**
   * Reads an answer.
   *
   * @param truncated whether the text is only the beginning of what the model said; its status then
   *     counts although the rest of the report is missing
   */
  static Outcome read(String text, boolean truncated) {
    ObjectNode report =
        given(text)
            .or(() -> truncated ? broken(text) : Optional.empty())
            .orElseGet(() -> plain(text));
    var result = new Report(report.toString(), truncated);
    return switch (report.path("status").asText()) {
      case "failed" -> new Outcome.Failed(REPORTED_FAILURE, reported(report), result);
      case "skipped" -> new Outcome.Skipped(result);
      default -> new Outcome.Succeeded(result);
    };
  }

  /** Returns the outcome of a run that needed no model. */
  static Outcome report(String summary) {
    return new Outcome.Succeeded(Report.whole(plain(summary).toString()));
  }

  private static Optional<ObjectNode> given(String text) {
    String stripped = text.strip();
    if (stripped.startsWith("{")) {
      return parse(stripped);
    }
    var fence = FENCE.matcher(stripped);
    return fence.find() ? parse(fence.group(1)) : Optional.empty();
  }

  private static Optional<ObjectNode> parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      boolean report = STATUSES.contains(node.path("status").asText());
      return report ? Optional.of(normal(node, json)) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Returns a report that breaks off after its status, with the text as its summary. */
  private static Optional<ObjectNode> broken(String text) {
    int start = text.indexOf('{');
    boolean bare = start >= 0 && text.substring(0, start).matches("\\s*(```(json)?\\s*)?");
    if (!bare) {
      return Optional.empty();
    }
    try (JsonParser json = JSON.createParser(text.substring(start))) {
      json.nextToken();
      for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
        json.nextToken();
        if (key.equals("status") && STATUSES.contains(json.getText())) {
          return Optional.of(plain(text).put("status", json.getText()));
        }
        json.skipChildren();
      }
    } catch (IOException e) {
      // It broke off before its status.
    }
    return Optional.empty();
  }

  /**
   * Returns the report in its stored form; without a summary, the rest of the answer replaces it.
   */
  private static ObjectNode normal(JsonNode given, String text) {
    ObjectNode report = JSON.createObjectNode();
    report.set("status", given.get("status"));
    boolean more = given.properties().stream().anyMatch(field -> !KEYS.contains(field.getKey()));
    report.put("summary", given.path("summary").asText(more ? text : ""));
    JsonNode errors = given.path("errors");
    report.set("errors", errors.isArray() ? errors : JSON.createArrayNode());
    return report;
  }

  private static ObjectNode plain(String text) {
    ObjectNode report = JSON.createObjectNode().put("status", "success").put("summary", text);
    report.putArray("errors");
    return report;
  }

  private static String reported(ObjectNode report) {
    return shortened("The model reported that the task failed: " + report.path("summary").asText());
  }

  private static String shortened(String message) {
    return message.length() <= MESSAGE_LIMIT ? message : message.substring(0, MESSAGE_LIMIT) + "…";
  }
}
