package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value in memory. A value that is missing, or of another type than requested, is empty. */
final class JsonValue {
  private static final JsonValue MISSING = new JsonValue(null);
  private static final int MAX_DEPTH = 500;

  /**
   * The value: a map, a list, a string, a double or a boolean; null for null and for a missing
   * value.
   */
  private final @Nullable Object value;

  private JsonValue(@Nullable Object value) {
    this.value = value;
  }

  /** Writes the fields of an object. */
  interface FieldWriter {
    void write(JsonGenerator json) throws IOException;
  }

  static JsonValue read(byte[] text) throws IOException {
    return read(new ByteArrayInputStream(text));
  }

  static JsonValue read(InputStream text) throws IOException {
    try (JsonParser json = ProvidersReader.JSON.createParser(text)) {
      json.nextToken();
      return read(json, 0);
    }
  }

  private static JsonValue read(JsonParser json, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new JsonParseException(json, "too deep");
    }
    JsonToken token = json.currentToken();
    if (token == null) {
      throw new JsonParseException(json, "nothing");
    }
    return switch (token) {
      case START_OBJECT -> object(json, depth);
      case START_ARRAY -> array(json, depth);
      case VALUE_STRING -> new JsonValue(json.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue(json.getDoubleValue());
      case VALUE_TRUE, VALUE_FALSE -> new JsonValue(json.getBooleanValue());
      default -> MISSING;
    };
  }

  private static JsonValue object(JsonParser json, int depth) throws IOException {
    var fields = new LinkedHashMap<String, JsonValue>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      fields.put(name, read(json, depth + 1));
    }
    return new JsonValue(fields);
  }

  private static JsonValue array(JsonParser json, int depth) throws IOException {
    var items = new ArrayList<JsonValue>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(json, depth + 1));
    }
    return new JsonValue(items);
  }

  /** Returns an object with these fields, as UTF-8. */
  static byte[] object(FieldWriter fields) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ProvidersReader.JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Returns the value at this path. */
  JsonValue at(String... names) {
    JsonValue found = this;
    for (String name : names) {
      found = found.value instanceof Map<?, ?> fields ? field(fields, name) : MISSING;
    }
    return found;
  }

  private static JsonValue field(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof JsonValue found ? found : MISSING;
  }

  boolean isObject() {
    return value instanceof Map<?, ?>;
  }

  String text() {
    return value instanceof String text ? text : "";
  }

  double decimal() {
    return value instanceof Double number ? number : 0;
  }

  long number() {
    return (long) decimal();
  }

  boolean flag() {
    return value instanceof Boolean flag && flag;
  }

  /** Returns the value as JSON; whole numbers without a fraction, empty where it is missing. */
  String json() {
    if (value == null) {
      return "";
    }
    var text = new StringWriter();
    try (JsonGenerator json = ProvidersReader.JSON.createGenerator(text)) {
      write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void write(JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> fields) {
      json.writeStartObject();
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        json.writeFieldName((String) field.getKey());
        ((JsonValue) field.getValue()).write(json);
      }
      json.writeEndObject();
    } else if (value instanceof List<?> items) {
      json.writeStartArray();
      for (Object item : items) {
        ((JsonValue) item).write(json);
      }
      json.writeEndArray();
    } else if (value instanceof Double number && number == number.longValue()) {
      json.writeNumber(number.longValue());
    } else {
      json.writeObject(value);
    }
  }

  List<JsonValue> items() {
    var items = new ArrayList<JsonValue>();
    if (value instanceof List<?> list) {
      list.forEach(item -> items.add((JsonValue) item));
    }
    return items;
  }
}
