package dev.otto.models.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text that may hold comments and trailing commas, and where in it each value stands, so
 * that a complaint can name the place and a change can touch one value only.
 */
public final class Jsonc {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String text;
  private final Node root;

  private Jsonc(String text, Node root) {
    this.text = text;
    this.root = root;
  }

  /** A value; it takes the characters from {@code start} up to, but not with, {@code end}. */
  public sealed interface Node {
    int start();

    int end();
  }

  /** A JSON object, its members in the order of the text. */
  public record ObjectNode(int start, int end, List<Member> members) implements Node {

    /** The member of that name; there is at most one. */
    public Optional<Member> member(String name) {
      return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }
  }

  /** A name, the place of its opening quote, and its value. */
  public record Member(String name, int start, Node value) {}

  /** A JSON array. */
  public record ArrayNode(int start, int end, List<Node> items) implements Node {}

  /** A string, unescaped. */
  public record StringNode(int start, int end, String value) implements Node {}

  /** The word null. */
  public record NullNode(int start, int end) implements Node {}

  /** A number, true or false. */
  public record PlainNode(int start, int end) implements Node {}

  /**
   * Reads the text.
   *
   * @throws BrokenFileException if it is no JSON with comments, or an object names a key twice
   */
  public static Jsonc parse(String text) throws BrokenFileException {
    char[] characters = text.toCharArray();
    if (characters.length > 0 && characters[0] == BYTE_ORDER_MARK) {
      characters[0] = ' ';
    }
    // One array, so that Jackson never moves its buffer and each offset is one into the text.
    try (JsonParser parser = JSON.createParser(characters)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new BrokenFileException(new Problem(1, 1, "the file is empty; write at least {}"));
      }
      Node root = read(parser, first);
      if (parser.nextToken() != null) {
        JsonLocation extra = parser.currentTokenLocation();
        throw new BrokenFileException(
            new Problem(extra.getLineNr(), extra.getColumnNr(), "nothing may follow the object"));
      }
      return new Jsonc(text, root);
    } catch (JsonProcessingException e) {
      throw new BrokenFileException(complaint(e));
    } catch (BrokenFileException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is read but memory
    }
  }

  private static Node read(JsonParser parser, JsonToken token) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    if (token == JsonToken.START_OBJECT) {
      List<Member> members = readMembers(parser);
      return new ObjectNode(start, end(parser), members);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Node> items = readItems(parser);
      return new ArrayNode(start, end(parser), items);
    }
    if (token == JsonToken.VALUE_STRING) {
      String value = parser.getText();
      return new StringNode(start, end(parser), value);
    }
    return token == JsonToken.VALUE_NULL
        ? new NullNode(start, end(parser))
        : new PlainNode(start, end(parser));
  }

  private static List<Member> readMembers(JsonParser parser) throws IOException {
    var members = new ArrayList<Member>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int start = (int) parser.currentTokenLocation().getCharOffset();
      members.add(new Member(name, start, read(parser, parser.nextToken())));
    }
    return List.copyOf(members);
  }

  private static List<Node> readItems(JsonParser parser) throws IOException {
    var items = new ArrayList<Node>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(read(parser, token));
    }
    return List.copyOf(items);
  }

  private static int end(JsonParser parser) throws IOException {
    parser.finishToken();
    return (int) parser.currentLocation().getCharOffset();
  }

  /**
   * What is wrong with a text and where: Jackson's words, but for a stray word that it quotes,
   * which may be a secret without its quotes.
   */
  public static Problem complaint(JsonProcessingException e) {
    String message =
        e.getOriginalMessage()
            .replaceFirst("(?s)Unrecognized token '.*?':", "Unrecognized word:")
            .replaceFirst("^Duplicate field '(.*)'$", "the key \"$1\" stands twice in one object");
    @Nullable JsonLocation at = e.getLocation();
    return at == null
        ? Problem.ofWholeFile(message)
        : new Problem(at.getLineNr(), at.getColumnNr(), message);
  }

  public String text() {
    return text;
  }

  public Node root() {
    return root;
  }

  /** The value under these keys; empty if one of them is missing on the way. */
  public Optional<Node> find(String... path) {
    Optional<Node> node = Optional.of(root);
    for (String key : path) {
      node = node.flatMap(parent -> member(parent, key)).map(Member::value);
    }
    return node;
  }

  private static Optional<Member> member(Node node, String key) {
    return node instanceof ObjectNode object ? object.member(key) : Optional.empty();
  }

  /** A complaint about what stands at this offset. */
  public Problem problemAt(int offset, String message) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && text.charAt(i + 1) != '\n')) {
        line++;
        lineStart = i + 1;
      }
    }
    return new Problem(line, offset - lineStart + 1, message);
  }

  /** The same text with this value put under the keys; every other character stays. */
  public Jsonc with(List<String> path, String literal) throws BrokenFileException {
    return parse(new JsoncEdit(this).put(path, literal));
  }
}
