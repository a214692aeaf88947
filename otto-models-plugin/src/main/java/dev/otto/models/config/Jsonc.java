package dev.otto.models.config;

import java.util.List;
import java.util.Optional;

/**
 * A JSON text that may hold comments and trailing commas, with the position of each value, so that
 * a problem can name the place and a change can touch one value only.
 */
public final class Jsonc {
  private final String text;
  private final Node root;
  private final List<Problem> problems;

  Jsonc(String text, Node root, List<Problem> problems) {
    this.text = text;
    this.root = root;
    this.problems = problems;
  }

  /** A value; it spans the characters from {@code start} to {@code end}, exclusive. */
  public sealed interface Node {
    int start();

    int end();
  }

  /** A JSON object, its members in the order of the text. */
  public record ObjectNode(int start, int end, List<Member> members) implements Node {

    /** Returns the first member of that name; a text without problems has at most one. */
    public Optional<Member> member(String name) {
      return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }
  }

  /** A name, the position of its opening quote, and its value. */
  public record Member(String name, int start, Node value) {}

  /** A JSON array. */
  public record ArrayNode(int start, int end, List<Node> items) implements Node {}

  /** A string, unescaped. */
  public record StringNode(int start, int end, String value) implements Node {}

  /** The literal null. */
  public record NullNode(int start, int end) implements Node {}

  /** A number, true or false, as written. */
  public record PlainNode(int start, int end, String literal) implements Node {}

  /** Reads the text up to the first syntax error; {@link #problems} reports the errors. */
  public static Jsonc read(String text) {
    return JsoncReader.read(text);
  }

  /**
   * Reads the text.
   *
   * @throws BrokenFileException if it is no JSON with comments, or an object names a key twice
   */
  public static Jsonc parse(String text) throws BrokenFileException {
    Jsonc document = read(text);
    if (!document.problems.isEmpty()) {
      throw new BrokenFileException(document.problems);
    }
    return document;
  }

  public String text() {
    return text;
  }

  /** Returns the outermost value; null if the text has none. */
  public Node root() {
    return root;
  }

  /** Returns the problems of the text itself, in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }

  /** Returns the value at this path; empty if a key is missing. */
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

  /** Returns a problem located at this offset. */
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

  /** Returns the text with this value replaced; every other character stays. */
  Jsonc with(Node node, String literal) throws BrokenFileException {
    return parse(text.substring(0, node.start()) + literal + text.substring(node.end()));
  }

  /** Returns the text of a value as it is written. */
  String textOf(Node node) {
    return text.substring(node.start(), node.end());
  }

  /** Returns the text with the value at this path replaced; every other character stays. */
  public Jsonc with(List<String> path, String literal) throws BrokenFileException {
    return parse(new JsoncEdit(this).put(path, literal));
  }
}
