package dev.otto.models.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.otto.models.config.Jsonc.Member;
import dev.otto.models.config.Jsonc.Node;
import dev.otto.models.config.Jsonc.NullNode;
import dev.otto.models.config.Jsonc.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Puts one value into a text. An existing value is replaced in place; missing parents are added
 * after the last member of the enclosing object, in the indentation and with the line endings that
 * the text uses.
 */
final class JsoncEdit {
  private final Jsonc document;
  private final String text;
  private final String newline;

  JsoncEdit(Jsonc document) {
    this.document = document;
    this.text = document.text();
    this.newline = newlineOf(text);
  }

  /** Returns a string literal for the text, in quotes. */
  static String quote(String value) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }

  String put(List<String> path, String literal) throws BrokenFileException {
    Node node = document.root();
    for (int depth = 0; depth < path.size(); depth++) {
      List<String> rest = path.subList(depth, path.size());
      if (node instanceof NullNode && depth > 0) {
        return replace(node, objectOf(rest, literal, indentAt(node.start()), !isOneLine()));
      }
      if (!(node instanceof ObjectNode object)) {
        throw new BrokenFileException(
            document.problemAt(node.start(), owner(path, depth) + " must be an object"));
      }
      Optional<Member> member = object.member(rest.get(0));
      if (member.isEmpty()) {
        return insert(object, rest, literal);
      }
      node = member.get().value();
    }
    return replace(node, literal);
  }

  private static String owner(List<String> path, int depth) {
    return depth == 0 ? "the file's content" : String.join(".", path.subList(0, depth));
  }

  private String replace(Node node, String with) {
    return text.substring(0, node.start()) + with + text.substring(node.end());
  }

  private String insert(ObjectNode object, List<String> path, String literal) {
    return object.members().isEmpty()
        ? insertFirst(object, path, literal)
        : insertAfterLast(object, path, literal);
  }

  private String insertFirst(ObjectNode object, List<String> path, String literal) {
    int close = object.end() - 1;
    int at = endOfComments(object.start() + 1, close);
    if (object != document.root() && isOneLine()) {
      return splice(at, member(path, literal, "", false));
    }
    String outer = indentAt(object.start());
    String inner = outer + indentUnit();
    String closing = hasNewline(at, close) ? "" : newline + outer;
    return splice(at, newline + inner + member(path, literal, inner, true) + closing);
  }

  private String insertAfterLast(ObjectNode object, List<String> path, String literal) {
    Member last = object.members().get(object.members().size() - 1);
    int end = last.value().end();
    int close = object.end() - 1;
    int comma = comma(end, close);
    int behind = comma < 0 ? end : comma + 1;
    int lineEnd = restOfLine(behind, close);
    if (lineEnd == close) {
      String member = member(path, literal, "", false);
      return splice(behind, comma < 0 ? ", " + member : " " + member + ",");
    }
    String indent =
        isFirstOnLine(last.start())
            ? indentAt(last.start())
            : indentAt(object.start()) + indentUnit();
    String line = newline + indent + member(path, literal, indent, true);
    return comma < 0
        ? text.substring(0, end) + "," + text.substring(end, lineEnd) + line + tail(lineEnd)
        : splice(lineEnd, line + ",");
  }

  private String splice(int at, String piece) {
    return text.substring(0, at) + piece + tail(at);
  }

  private String tail(int from) {
    return text.substring(from);
  }

  private String member(List<String> path, String literal, String indent, boolean lines) {
    List<String> rest = path.subList(1, path.size());
    String value = rest.isEmpty() ? literal : objectOf(rest, literal, indent, lines);
    return quote(path.get(0)) + ": " + value;
  }

  private String objectOf(List<String> path, String literal, String indent, boolean lines) {
    if (!lines) {
      return "{" + member(path, literal, indent, false) + "}";
    }
    String inner = indent + indentUnit();
    return "{" + newline + inner + member(path, literal, inner, true) + newline + indent + "}";
  }

  /**
   * Returns the position of the comma between the last value and the closing brace; -1 if there is
   * none.
   */
  private int comma(int from, int close) {
    int at = from;
    while (at < close && text.charAt(at) != ',') {
      at = isComment(at) ? endOfComment(at) : at + 1;
    }
    return at < close ? at : -1;
  }

  /**
   * Returns the end of this line with its comments; the brace's position if the object closes
   * before it.
   */
  private int restOfLine(int from, int close) {
    int at = from;
    while (at < close && !isNewline(at)) {
      at = isComment(at) ? endOfComment(at) : at + 1;
    }
    return at;
  }

  /**
   * Returns the position after the last comment of an empty object; {@code from} if it has none.
   */
  private int endOfComments(int from, int close) {
    int end = from;
    int at = from;
    while (at < close) {
      boolean comment = isComment(at);
      at = comment ? endOfComment(at) : at + 1;
      end = comment ? at : end;
    }
    return end;
  }

  private boolean isComment(int at) {
    return text.startsWith("//", at) || text.startsWith("/*", at);
  }

  private int endOfComment(int at) {
    if (text.startsWith("/*", at)) {
      return text.indexOf("*/", at + 2) + 2;
    }
    int end = at;
    while (end < text.length() && !isNewline(end)) {
      end++;
    }
    return end;
  }

  private boolean isNewline(int at) {
    return text.charAt(at) == '\n' || text.charAt(at) == '\r';
  }

  private boolean hasNewline(int from, int to) {
    return text.substring(from, to).chars().anyMatch(c -> c == '\n' || c == '\r');
  }

  /** Reports whether the whole document is on one line; an empty one has no style yet. */
  private boolean isOneLine() {
    Node root = document.root();
    return !hasNewline(root.start(), root.end());
  }

  /** Returns the white space at the start of this offset's line. */
  private String indentAt(int offset) {
    int start = lineStart(offset);
    int end = start;
    while (end < offset && isBlank(end)) {
      end++;
    }
    return text.substring(start, end);
  }

  private boolean isFirstOnLine(int offset) {
    return lineStart(offset) + indentAt(offset).length() == offset;
  }

  private int lineStart(int offset) {
    int start = offset;
    while (start > 0 && !isNewline(start - 1)) {
      start--;
    }
    return start == 0 && text.startsWith("\uFEFF") ? 1 : start;
  }

  private boolean isBlank(int at) {
    return text.charAt(at) == ' ' || text.charAt(at) == '\t';
  }

  /** Returns the indentation of one level, taken from the first member on a line of its own. */
  private String indentUnit() {
    return indentUnit(document.root()).orElse("  ");
  }

  private Optional<String> indentUnit(Node node) {
    if (!(node instanceof ObjectNode object)) {
      return Optional.empty();
    }
    String outer = indentAt(object.start());
    return object.members().stream()
        .flatMap(member -> unitOf(member, outer).or(() -> indentUnit(member.value())).stream())
        .findFirst();
  }

  private Optional<String> unitOf(Member member, String outer) {
    String inner = indentAt(member.start());
    return isFirstOnLine(member.start())
            && inner.startsWith(outer)
            && inner.length() > outer.length()
        ? Optional.of(inner.substring(outer.length()))
        : Optional.empty();
  }

  private static String newlineOf(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    boolean pair = text.startsWith("\r\n", end);
    return end == text.length() ? "\n" : pair ? "\r\n" : text.substring(end, end + 1);
  }
}
