package dev.otto.scheduler.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.otto.models.config.Jsonc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON with comments and trailing commas into values that know where they stand. A mistake of
 * syntax ends the reading there; what was read before it is kept, so that its errors are reported
 * too.
 */
final class JsoncTree {
  private static final JsonFactory JSONC =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
          .build();

  /**
   * One value: a {@code Map<String, Member>}, a {@code List<Value>}, text, a number, a truth value
   * or null.
   */
  record Value(@Nullable Object content, String where) {}

  /** A key with its value. */
  record Member(String where, Value value) {}

  private final String file;
  private final Consumer<Problem> errors;

  private JsoncTree(String file, Consumer<Problem> errors) {
    this.file = file;
    this.errors = errors;
  }

  /** The members of the document's object. */
  static Map<String, Member> read(String file, String text, Consumer<Problem> errors) {
    return new JsoncTree(file, errors).document(text);
  }

  private Map<String, Member> document(String text) {
    var members = new LinkedHashMap<String, Member>();
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser parser = JSONC.createParser(withoutMark)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        complain(parser.currentTokenLocation(), "expected { here: the file holds one object");
        return members;
      }
      object(parser, members);
      if (parser.nextToken() != null) {
        complain(parser.currentTokenLocation(), "nothing may follow the object's closing }");
      }
    } catch (StreamReadException e) {
      complain(e.getLocation(), Jsonc.complaint(e).message());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    return members;
  }

  private void object(JsonParser parser, Map<String, Member> members) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String where = at(parser.currentTokenLocation());
      parser.nextToken();
      var member = new Member(where, start(parser));
      if (members.putIfAbsent(name, member) != null) {
        errors.accept(new Problem(where, "\"" + name + "\" is given twice; keep one of them"));
      }
      finish(parser, member.value());
    }
  }

  /** A container is entered into the tree before it is read, so that a later mistake keeps it. */
  private Value start(JsonParser parser) throws IOException {
    Object content =
        switch (parser.currentToken()) {
          case START_OBJECT -> new LinkedHashMap<String, Member>();
          case START_ARRAY -> new ArrayList<Value>();
          case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
          case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
          case VALUE_TRUE -> true;
          case VALUE_FALSE -> false;
          case VALUE_NULL -> null;
          default -> parser.getText();
        };
    return new Value(content, at(parser.currentTokenLocation()));
  }

  @SuppressWarnings("unchecked")
  private void finish(JsonParser parser, Value value) throws IOException {
    if (value.content() instanceof Map<?, ?> members) {
      object(parser, (Map<String, Member>) members);
    } else if (value.content() instanceof List<?> elements) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        Value element = start(parser);
        ((List<Value>) elements).add(element);
        finish(parser, element);
      }
    }
  }

  private String at(JsonLocation location) {
    return file + ":" + location.getLineNr() + ":" + location.getColumnNr();
  }

  private void complain(JsonLocation location, String message) {
    errors.accept(new Problem(at(location), message.lines().findFirst().orElse(message)));
  }
}
