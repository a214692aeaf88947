package dev.otto.scheduler.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The OpenAPI document as something that messages can be held against. */
final class Contract {
  private final JsonNode document = Json.read(ObserveRoutes.document());

  /** Method and path template of everything in it, {@code GET /external/health} for instance. */
  Set<String> operations() {
    var operations = new TreeSet<String>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        operations.add(operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
      }
    }
    return operations;
  }

  /** What is wrong with this answer to a request; nothing if it is as the document says. */
  List<String> complaints(String method, String path, int status, JsonNode body) {
    for (var candidate : document.path("paths").properties()) {
      JsonNode operation = candidate.getValue().path(method.toLowerCase(java.util.Locale.ROOT));
      if (matches(candidate.getKey(), path) && !operation.isMissingNode()) {
        return check(operation, method + " " + path, status, body);
      }
    }
    return status >= 400
        ? errorComplaints(body)
        : List.of("the document lacks " + method + " " + path);
  }

  private static boolean matches(String template, String path) {
    String pattern = Pattern.quote(template).replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q");
    return path.split("\\?", 2)[0].matches(pattern);
  }

  private List<String> check(JsonNode operation, String what, int status, JsonNode body) {
    JsonNode responses = operation.path("responses");
    JsonNode response = responses.path(Integer.toString(status));
    if (response.isMissingNode()) {
      response = responses.path("default");
    }
    JsonNode schema = resolved(response).at("/content/application~1json/schema");
    var complaints = new ArrayList<String>();
    check(schema, body, what + " " + status, complaints);
    return complaints;
  }

  private List<String> errorComplaints(JsonNode body) {
    var complaints = new ArrayList<String>();
    check(document.at("/components/schemas/Error"), body, "error", complaints);
    return complaints;
  }

  private JsonNode resolved(JsonNode schema) {
    JsonNode ref = schema.path("$ref");
    return ref.isMissingNode() ? schema : document.at(ref.textValue().substring(1));
  }

  private void check(JsonNode unresolved, JsonNode value, String where, List<String> complaints) {
    JsonNode schema = resolved(unresolved);
    if (schema.has("anyOf")) {
      for (JsonNode choice : schema.path("anyOf")) {
        var inner = new ArrayList<String>();
        check(choice, value, where, inner);
        if (inner.isEmpty()) {
          return;
        }
      }
      complaints.add(where + " is none of the choices: " + value);
      return;
    }
    if (!isOfType(schema.path("type"), value)) {
      complaints.add(where + " is " + value + ", not " + schema.path("type"));
      return;
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      complaints.add(where + " is " + value + ", none of " + schema.path("enum"));
    }
    if (value.isObject()) {
      checkFields(schema, value, where, complaints);
    }
    for (int i = 0; value.isArray() && schema.has("items") && i < value.size(); i++) {
      check(schema.path("items"), value.get(i), where + "[" + i + "]", complaints);
    }
  }

  private void checkFields(JsonNode schema, JsonNode value, String where, List<String> complaints) {
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.textValue())) {
        complaints.add(where + " lacks " + required.textValue());
      }
    }
    for (var field : value.properties()) {
      JsonNode property = schema.path("properties").path(field.getKey());
      if (property.isMissingNode()) {
        if (schema.has("properties")) {
          complaints.add(where + " has " + field.getKey() + ", which the document lacks");
        }
      } else {
        check(property, field.getValue(), where + "." + field.getKey(), complaints);
      }
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode candidate : values) {
      if (candidate.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfType(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (isOfType(one, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.asText("")) {
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "null" -> value.isNull();
      default -> true;
    };
  }
}
