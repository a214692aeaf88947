package dev.otto.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The OpenAPI document as something that requests and answers can be held against. */
public final class Contract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DOCUMENT = Path.of("..", "docs", "openapi.json");

  /** What any request may be answered with, without being listed with each. */
  private static final Set<Integer> ANYWHERE = Set.of(405, 413, 415, 429, 500, 503);

  private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private final Map<JsonNode, JsonSchema> compiled = new ConcurrentHashMap<>();
  private final JsonNode document = read();
  private final JsonNode closed = closed(document.deepCopy());

  /** Who sent a request, and so what may be expected of it. */
  public enum Sender {
    /** Sends nothing that the document lacks. */
    OURS,
    /** May try anything; what was accepted must be as documented, keys beyond it aside. */
    ANYBODY
  }

  /** Method and path template of everything in it, {@code GET /external/health} for instance. */
  public Set<String> operations() {
    var operations = new TreeSet<String>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        operations.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    return operations;
  }

  /** Each operation with each status that it lists: {@code GET /external/health 200}. */
  public Set<String> answers() {
    var answers = new TreeSet<String>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        String name = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
        for (var response : operation.getValue().path("responses").properties()) {
          if (!response.getKey().equals("default")) {
            answers.add(name + " " + response.getKey());
          }
        }
      }
    }
    return answers;
  }

  /** The error codes that the document names, with their statuses: {@code 404 not_found}. */
  public Set<String> errors() {
    var errors = new TreeSet<String>();
    for (JsonNode code : document.at("/components/schemas/ErrorAnswer/properties/error/enum")) {
      errors.add(code.textValue());
    }
    return errors;
  }

  /** What is wrong with this exchange; nothing if it is as the document says. */
  public List<String> complaints(Exchange exchange, Sender sender) {
    JsonNode operation = operation(exchange);
    var complaints = new ArrayList<String>();
    if (operation.isMissingNode()) {
      if (exchange.succeeded() || sender == Sender.OURS) {
        complaints.add("the document lacks it");
      } else {
        check(schema("ErrorAnswer"), exchange.answer(), "answer", complaints);
      }
    } else {
      request(operation, exchange, sender, complaints);
      answer(operation, exchange, complaints);
    }
    return complaints.stream().map(complaint -> exchange + ": " + complaint).toList();
  }

  /** What is wrong with the examples in the document. */
  public List<String> wrongExamples() {
    var complaints = new ArrayList<String>();
    for (JsonNode content : closed.findValues("application/json")) {
      if (content.has("example")) {
        check(content.path("schema"), content.path("example").toString(), "example", complaints);
      }
    }
    return complaints;
  }

  private JsonNode operation(Exchange exchange) {
    String method = exchange.method().toLowerCase(Locale.ROOT);
    for (var candidate : closed.path("paths").properties()) {
      JsonNode operation = candidate.getValue().path(method);
      if (!operation.isMissingNode() && matches(candidate.getKey(), exchange.pathOnly())) {
        return operation;
      }
    }
    return MissingNode.getInstance();
  }

  private static boolean matches(String template, String path) {
    String pattern = Pattern.quote(template).replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q");
    return path.matches(pattern);
  }

  private void request(
      JsonNode operation, Exchange exchange, Sender sender, List<String> complaints) {
    if (sender == Sender.OURS) {
      parameters(operation, exchange, complaints);
    }
    JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
    // What a person types wrongly our own clients send too, so that the server says what is wrong.
    boolean counts = exchange.succeeded() || (sender == Sender.OURS && exchange.status() != 400);
    if (!counts || exchange.sent().isEmpty()) {
      return;
    }
    if (!schema.isMissingNode()) {
      check(sender == Sender.OURS ? schema : opened(schema), exchange.sent(), "body", complaints);
    } else if (!exchange.sent().equals("{}")) {
      complaints.add("the document knows no body of it, but was sent " + exchange.sent());
    }
  }

  /** The same schema in the document as it is written, where more keys are no mistake. */
  private JsonNode opened(JsonNode schema) {
    return document.at(schema.path("$ref").asText("#").substring(1));
  }

  private static void parameters(JsonNode operation, Exchange exchange, List<String> complaints) {
    var known =
        StreamSupport.stream(operation.path("parameters").spliterator(), false)
            .filter(parameter -> parameter.path("in").asText().equals("query"))
            .map(parameter -> parameter.path("name").asText())
            .toList();
    for (String pair : exchange.query().split("&", -1)) {
      String name = pair.split("=", 2)[0];
      if (!name.isEmpty() && !known.contains(name)) {
        complaints.add("the document lacks the parameter " + name);
      }
    }
  }

  private void answer(JsonNode operation, Exchange exchange, List<String> complaints) {
    JsonNode responses = operation.path("responses");
    JsonNode response = resolved(responses.path(Integer.toString(exchange.status())));
    if (response.isMissingNode() && ANYWHERE.contains(exchange.status())) {
      response = resolved(responses.path("default"));
    }
    if (response.isMissingNode()) {
      complaints.add("the document lacks this status; it was answered " + exchange.answer());
    } else if (exchange.answersJson()) {
      JsonNode schema = response.at("/content/application~1json/schema");
      if (schema.isMissingNode()) {
        complaints.add("the document lacks this answer in JSON: " + exchange.answer());
      } else {
        check(schema, exchange.answer(), "answer", complaints);
      }
    }
  }

  private void check(JsonNode schema, String text, String what, List<String> complaints) {
    try {
      JsonNode value = JSON.readTree(text);
      for (ValidationMessage message : compiled(schema).validate(value)) {
        complaints.add(what + " " + message.getMessage() + " in " + text);
      }
    } catch (JsonProcessingException e) {
      complaints.add(what + " is not JSON: " + text);
    }
  }

  /** References point into the whole document, so it comes along. */
  private JsonSchema compiled(JsonNode schema) {
    return compiled.computeIfAbsent(
        schema,
        key -> {
          ObjectNode root = key.deepCopy();
          root.set("components", closed.path("components"));
          return schemas.getSchema(root);
        });
  }

  private JsonNode schema(String name) {
    return closed.path("components").path("schemas").path(name);
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isMissingNode() ? node : closed.at(reference.textValue().substring(1));
  }

  /** Where the document says nothing else, what it does not name is a mistake. */
  private static JsonNode closed(JsonNode node) {
    for (JsonNode inner : node) {
      closed(inner);
    }
    if (node instanceof ObjectNode schema
        && schema.path("properties").isObject()
        && schema.path("type").isTextual()
        && !schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    return node;
  }

  private static JsonNode read() {
    try {
      return JSON.readTree(Files.readAllBytes(DOCUMENT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
