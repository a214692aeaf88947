package dev.otto.ctl.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads a response whose keys may be null or, from an older server, missing. */
public record Fields(JsonObject object) {

  public static Fields of(JsonElement element) {
    return new Fields(element.isJsonObject() ? element.getAsJsonObject() : new JsonObject());
  }

  public Optional<String> find(String key) {
    JsonElement value = object.get(key);
    return value == null || value.isJsonNull()
        ? Optional.empty()
        : Optional.of(visible(value.isJsonPrimitive() ? value.getAsString() : value.toString()));
  }

  /**
   * Removes control characters, which a terminal would obey, also those that turn the direction of
   * what follows: a model's answer may contain anything.
   */
  public static String visible(String text) {
    return text.chars().noneMatch(Fields::obeyed)
        ? text
        : text.codePoints()
            .map(it -> obeyed(it) ? '\uFFFD' : it)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  private static boolean obeyed(int character) {
    return (Character.isISOControl(character) && character != '\n' && character != '\t')
        || (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }

  /** Returns the value as text, {@code -} if there is none. */
  public String text(String key) {
    return find(key).orElse("-");
  }

  public Optional<Long> number(String key) {
    return find(key).map(Double::valueOf).map(Double::longValue);
  }

  public boolean is(String key) {
    return find(key).map(Boolean::parseBoolean).orElse(false);
  }

  /** Returns the object under this key, empty if there is none. */
  public Fields in(String key) {
    JsonElement value = object.get(key);
    return value == null ? new Fields(new JsonObject()) : of(value);
  }

  public List<String> texts(String key) {
    return elements(key).map(JsonElement::getAsString).map(Fields::visible).toList();
  }

  public List<Fields> list(String key) {
    return elements(key).map(Fields::of).toList();
  }

  private Stream<JsonElement> elements(String key) {
    JsonElement value = object.get(key);
    JsonArray array =
        value != null && value.isJsonArray() ? value.getAsJsonArray() : new JsonArray();
    return StreamSupport.stream(array.spliterator(), false);
  }
}
