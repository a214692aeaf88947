package dev.otto.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the records and the published document against each other, in both directions. */
class OpenApiRecordsTest {
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "openapi.json");
  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "otto", "wire");
  private static final JsonNode OPENAPI = read();
  private static final JsonNode SCHEMAS = OPENAPI.at("/components/schemas");

  @Test
  void everyRecordIsAsItsSchemaSays() throws IOException {
    var differences = new ArrayList<String>();
    for (Class<?> type : records().values()) {
      JsonNode schema = SCHEMAS.path(type.getSimpleName());
      if (type.getEnclosingClass() == null && schema.isMissingNode()) {
        differences.add(type.getSimpleName() + " has no schema");
      } else if (!schema.isMissingNode()) {
        compare(type, schema, differences);
      }
    }
    assertEquals(List.of(), differences);
  }

  @Test
  void everySchemaOfAnAnswerHasARecord() throws IOException {
    Set<String> answered = new TreeSet<>();
    for (JsonNode path : OPENAPI.path("paths")) {
      for (JsonNode operation : path) {
        for (JsonNode response : operation.path("responses")) {
          collectReferences(response, answered);
        }
      }
    }
    assertTrue(answered.size() > 30, answered.toString());
    answered.removeAll(records().keySet());
    assertEquals(Set.of(), answered);
  }

  @Test
  void theErrorCodesAreThoseOfTheDocument() {
    JsonNode codes = SCHEMAS.at("/ErrorAnswer/properties/error/enum");
    assertEquals(Arrays.stream(ErrorCode.values()).map(ErrorCode::key).toList(), texts(codes));
  }

  @Test
  void theFlowsAreThoseOfTheDocument() {
    JsonNode flows = SCHEMAS.at("/FlowDefaultsBody/properties/flowDefaults/properties");
    var keys = new ArrayList<String>();
    flows.fieldNames().forEachRemaining(keys::add);
    assertEquals(Flow.keys(), keys);
  }

  @Test
  void theConditionsOnRunsAreThoseOfTheDocument() {
    var known = new TreeSet<>(Set.of("limit", "cursor"));
    Arrays.stream(RunCondition.values()).map(RunCondition::key).forEach(known::add);
    var documented = new TreeSet<String>();
    for (JsonNode parameter : OPENAPI.at("/paths/~1external~1runs/get/parameters")) {
      String name = parameter.path("name").textValue();
      documented.add(name);
      if (name.equals(RunCondition.STATE.key())) {
        assertEquals(RunCondition.STATES, texts(parameter.at("/schema/items/enum")));
      } else if (name.equals(RunCondition.SURFACE.key())) {
        assertEquals(RunCondition.SURFACES, texts(parameter.at("/schema/enum")));
      }
    }
    assertEquals(known, documented);
    assertEquals(RunCondition.SURFACES, texts(SCHEMAS.at("/RunItem/properties/surface/enum")));
  }

  @Test
  void theKindsOfContentAreThoseOfTheDocument() {
    for (String property : List.of("takes", "gives")) {
      String place = "/CatalogModel/properties/" + property + "/items/enum";
      assertEquals(CatalogModel.KINDS, texts(SCHEMAS.at(place)), property);
    }
  }

  /** Records by their simple names, nested ones among them. */
  private static Map<String, Class<?>> records() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("package-info.java"))
          .map(name -> load("dev.otto.wire." + name.substring(0, name.length() - 5)))
          .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())))
          .filter(Class::isRecord)
          .collect(Collectors.toMap(Class::getSimpleName, type -> type, (a, b) -> a, TreeMap::new));
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void collectReferences(JsonNode node, Set<String> names) {
    JsonNode reference = node.path("$ref");
    if (reference.isTextual()) {
      String place = reference.textValue();
      String name = place.substring(place.lastIndexOf('/') + 1);
      boolean fresh = !place.startsWith("#/components/schemas/") || names.add(name);
      if (fresh) {
        collectReferences(OPENAPI.at(place.substring(1)), names);
      }
    }
    node.forEach(inner -> collectReferences(inner, names));
  }

  private static void compare(Class<?> type, JsonNode schema, List<String> differences) {
    List<RecordComponent> components = flattened(type);
    String where = type.getSimpleName();
    differ(
        where + " has the keys",
        names(schema.path("properties")),
        components.stream().map(RecordComponent::getName).toList(),
        differences);
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.textValue()));
    for (RecordComponent component : components) {
      JsonNode property = schema.path("properties").path(component.getName());
      String place = where + "." + component.getName();
      boolean absent = component.isAnnotationPresent(AbsentIfNull.class);
      differ(place + " is optional", !required.contains(component.getName()), absent, differences);
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      differ(
          place + " may be null",
          types(property).contains("null"),
          nullable && !absent,
          differences);
      compareType(place, component.getAnnotatedType(), property, differences);
    }
  }

  private static void compareType(
      String place, AnnotatedType type, JsonNode property, List<String> differences) {
    Class<?> raw = raw(type);
    JsonNode schema = resolved(property);
    differ(
        place + " is of type",
        types(schema).stream().filter(it -> !it.equals("null")).toList(),
        List.of(jsonType(raw)),
        differences);
    differ(place + " has the format", schema.path("format").asText(), format(raw), differences);
    if (raw == List.class) {
      AnnotatedType element =
          ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[0];
      compareType(place + "[]", element, schema.path("items"), differences);
    } else if (raw.isRecord()) {
      String name = referenced(property);
      if (name.isEmpty()) {
        compare(raw, schema, differences);
      } else {
        differ(place + " refers to", name, raw.getSimpleName(), differences);
      }
    }
  }

  private static List<RecordComponent> flattened(Class<?> type) {
    var components = new ArrayList<RecordComponent>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.isAnnotationPresent(Inlined.class)) {
        components.addAll(flattened(component.getType()));
      } else {
        components.add(component);
      }
    }
    return components;
  }

  private static Class<?> raw(AnnotatedType type) {
    return type.getType() instanceof ParameterizedType parameterized
        ? (Class<?>) parameterized.getRawType()
        : (Class<?>) type.getType();
  }

  private static String jsonType(Class<?> type) {
    if (type == String.class) {
      return "string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    if (type == double.class || type == Double.class) {
      return "number";
    }
    if (type == List.class) {
      return "array";
    }
    return type.isRecord() || type == Map.class ? "object" : "integer";
  }

  /** Without a format, generated clients take 32 bits, which no time fits into. */
  private static String format(Class<?> type) {
    if (type == long.class || type == Long.class) {
      return "int64";
    }
    return type == int.class || type == Integer.class ? "int32" : "";
  }

  /** Also of one that stands beside null as an alternative. */
  private static String referenced(JsonNode property) {
    JsonNode first = property.path("anyOf").path(0);
    String place = (first.isMissingNode() ? property : first).path("$ref").asText("");
    return place.substring(place.lastIndexOf('/') + 1);
  }

  private static JsonNode resolved(JsonNode property) {
    String name = referenced(property);
    return name.isEmpty() ? property : SCHEMAS.path(name);
  }

  private static List<String> types(JsonNode property) {
    if (property.has("anyOf")) {
      return StreamSupport.stream(property.path("anyOf").spliterator(), false)
          .flatMap(one -> types(resolved(one)).stream())
          .toList();
    }
    JsonNode type = property.path("type");
    return type.isTextual() ? List.of(type.textValue()) : texts(type);
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void differ(
      String what, Object documented, Object coded, List<String> differences) {
    if (!documented.equals(coded)) {
      differences.add(what + ": document " + documented + ", record " + coded);
    }
  }

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(DOCUMENT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
