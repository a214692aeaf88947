package dev.otto.models.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.otto.models.config.Jsonc.ArrayNode;
import dev.otto.models.config.Jsonc.Member;
import dev.otto.models.config.Jsonc.Node;
import dev.otto.models.config.Jsonc.NullNode;
import dev.otto.models.config.Jsonc.ObjectNode;
import dev.otto.models.config.Jsonc.PlainNode;
import dev.otto.models.config.Jsonc.StringNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text up to the first syntax error. What precedes it is kept, so that all problems can be
 * reported together.
 */
final class JsoncReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** The maximum nesting: far more than anybody writes, far less than the stack holds. */
  private static final int MAX_DEPTH = 100;

  private final JsonParser parser;
  private final List<Problem> problems = new ArrayList<>();
  private int depth;
  private boolean broken;

  private JsoncReader(JsonParser parser) {
    this.parser = parser;
  }

  static Jsonc read(String text) {
    char[] characters = text.toCharArray();
    if (characters.length > 0 && characters[0] == BYTE_ORDER_MARK) {
      characters[0] = ' ';
    }
    // One array, so that Jackson never moves its buffer and each offset is one into the text.
    try (JsonParser parser = JSON.createParser(characters)) {
      var reader = new JsoncReader(parser);
      return new Jsonc(text, reader.document(), List.copyOf(reader.problems));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is read but memory
    }
  }

  private Node document() throws IOException {
    Node root = new NullNode(0, 0);
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        problems.add(new Problem(1, 1, "the file is empty; write at least {}"));
        return root;
      }
      root = value(first);
      if (!broken && parser.nextToken() != null) {
        JsonLocation extra = parser.currentTokenLocation();
        problems.add(
            new Problem(
                extra.getLineNr(),
                extra.getColumnNr(),
                "nothing may follow the object; take it out"));
      }
    } catch (JsonProcessingException e) {
      stop(e);
    }
    return root;
  }

  private Node value(JsonToken token) throws IOException {
    int start = start();
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      return container(token, start);
    }
    if (token == JsonToken.VALUE_NULL) {
      return new NullNode(start, end());
    }
    String value = parser.getText();
    return token == JsonToken.VALUE_STRING
        ? new StringNode(start, end(), value)
        : new PlainNode(start, end(), value);
  }

  private Node container(JsonToken token, int start) throws IOException {
    if (++depth > MAX_DEPTH) {
      throw new JsonParseException(parser, "nothing may be nested deeper than " + MAX_DEPTH);
    }
    if (token == JsonToken.START_OBJECT) {
      List<Member> members = members();
      depth--;
      return new ObjectNode(start, end(), members);
    }
    List<Node> items = items();
    depth--;
    return new ArrayNode(start, end(), items);
  }

  private List<Member> members() throws IOException {
    var members = new ArrayList<Member>();
    var names = new HashSet<String>();
    try {
      while (!broken && parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        int start = start();
        if (!names.add(name)) {
          JsonLocation again = parser.currentTokenLocation();
          String message = "the key \"" + name + "\" occurs twice in one object; keep one of them";
          problems.add(new Problem(again.getLineNr(), again.getColumnNr(), message));
        }
        members.add(new Member(name, start, value(parser.nextToken())));
      }
    } catch (JsonProcessingException e) {
      stop(e);
    }
    return List.copyOf(members);
  }

  private List<Node> items() throws IOException {
    var items = new ArrayList<Node>();
    try {
      while (!broken && parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser.currentToken()));
      }
    } catch (JsonProcessingException e) {
      stop(e);
    }
    return List.copyOf(items);
  }

  private void stop(JsonProcessingException e) {
    problems.add(complaint(e));
    broken = true;
  }

  private static Problem complaint(JsonProcessingException e) {
    String message = PlainComplaint.of(e.getOriginalMessage());
    @Nullable JsonLocation at = e.getLocation();
    return at == null
        ? Problem.ofWholeFile(message)
        : new Problem(at.getLineNr(), at.getColumnNr(), message);
  }

  private int start() {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  private int end() throws IOException {
    if (!broken) {
      parser.finishToken();
    }
    return (int) parser.currentLocation().getCharOffset();
  }
}
