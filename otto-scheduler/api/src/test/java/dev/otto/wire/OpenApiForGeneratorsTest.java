package dev.otto.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What generators and readers of the published document need beyond what the records say. */
class OpenApiForGeneratorsTest {
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "openapi.json");
  private static final Pattern TIME =
      Pattern.compile("\\w+At|\\w+Until|at|since|until|scheduledFor");

  private JsonNode openApi;

  @BeforeEach
  void read() throws IOException {
    openApi = new ObjectMapper().readTree(Files.readAllBytes(DOCUMENT));
  }

  private record Property(String name, JsonNode schema) {
    boolean integer() {
      return schema.path("type").toString().contains("integer");
    }
  }

  @Test
  void everyPropertyIsDescribed() {
    var silent = properties().stream().filter(it -> !it.schema().has("description"));
    assertEquals(List.of(), silent.map(Property::name).toList());
  }

  @Test
  void everyParameterIsDescribed() {
    for (JsonNode parameters : openApi.path("paths").findValues("parameters")) {
      parameters.forEach(it -> assertTrue(it.has("description"), it.toString()));
    }
  }

  @Test
  void everyTimeHas64BitsAndEveryIntegerAFormat() {
    var wrong =
        properties().stream()
            .filter(Property::integer)
            .filter(
                it -> {
                  String format = it.schema().path("format").asText("");
                  return format.isEmpty()
                      || (TIME.matcher(it.name()).matches() && !format.equals("int64"));
                });
    assertEquals(List.of(), wrong.map(Property::name).toList());
  }

  @Test
  void everyRequestHasAnExample() {
    for (JsonNode body : openApi.path("paths").findValues("requestBody")) {
      assertTrue(body.at("/content/application~1json").has("example"), body.toString());
    }
  }

  @Test
  void theLicenseHasItsIdentifier() {
    assertEquals("Apache-2.0", openApi.at("/info/license/identifier").asText());
  }

  private List<Property> properties() {
    var properties = new ArrayList<Property>();
    for (JsonNode object : openApi.at("/components/schemas").findParents("properties")) {
      collect(object, properties);
    }
    assertTrue(properties.size() > 200, properties.toString());
    return properties;
  }

  private static void collect(JsonNode object, List<Property> properties) {
    for (var property : object.path("properties").properties()) {
      properties.add(new Property(property.getKey(), property.getValue()));
      collect(property.getValue(), properties);
      collect(property.getValue().path("items"), properties);
    }
  }
}
