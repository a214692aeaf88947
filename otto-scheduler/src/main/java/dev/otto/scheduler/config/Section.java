package dev.otto.scheduler.config;

import dev.otto.models.config.Jsonc.ArrayNode;
import dev.otto.models.config.Jsonc.Member;
import dev.otto.models.config.Jsonc.Node;
import dev.otto.models.config.Jsonc.NullNode;
import dev.otto.models.config.Jsonc.ObjectNode;
import dev.otto.models.config.Jsonc.PlainNode;
import dev.otto.models.config.Jsonc.StringNode;
import dev.otto.scheduler.config.ConfigReport.Variable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One object of the file. Each accessor names a key, its allowed values, and its default; a wrong
 * value is reported and replaced by the default, so that reading continues to the next error.
 */
final class Section {
  private static final int MAX_PORT = 65_535;
  private static final Set<String> FLAGS = Set.of("true", "false");
  static final ObjectNode NOTHING = new ObjectNode(0, 0, List.of());

  private final String path;
  private final ObjectNode object;
  private final ConfigReport report;
  private final Set<String> known = new LinkedHashSet<>();

  Section(String path, ObjectNode object, ConfigReport report) {
    this.path = path;
    this.object = object;
    this.report = report;
    report.sections.add(this);
  }

  Section section(String key) {
    var inner = read(key, "an object in { }", true, Section::object).orElse(NOTHING);
    return new Section(path(key), inner, report);
  }

  String text(String key, String fallback) {
    return optionalText(key).orElse(fallback);
  }

  Optional<String> optionalText(String key) {
    return read(key, "text", true, Section::nonBlank);
  }

  /** Works like {@link #optionalText}, but never repeats the value in a message. */
  Optional<String> secret(String key) {
    return read(key, "text", false, Section::nonBlank);
  }

  /** Returns a list of texts that are all as allowed. */
  List<String> texts(String key, String allowed, Predicate<String> right) {
    return read(
            key,
            allowed,
            true,
            node -> textsOf(node).filter(texts -> texts.stream().allMatch(right)))
        .orElse(List.of());
  }

  /** Returns the path of an existing file. */
  Optional<Path> file(String key) {
    return value(
        key,
        "the path of a file that can be read",
        text -> Optional.of(Path.of(text)).filter(Files::isReadable));
  }

  /** Reports the first missing key if another one is given without it. */
  void requireAllOrNone(String... keys) {
    List<String> given = Arrays.stream(keys).filter(key -> find(key) != null).toList();
    if (!given.isEmpty() && given.size() < keys.length) {
      complain(
          given.getFirst(), path + " needs " + String.join(" and ", keys) + ", both or neither");
    }
  }

  /** Reports whether one of the keys has a value. */
  boolean gives(String... keys) {
    return Arrays.stream(keys).anyMatch(key -> find(key) != null);
  }

  /** Reports whether the value is from the environment, which comes before the file. */
  boolean overridden(String key) {
    return report.overrides.containsKey(path(key));
  }

  /** Reports a missing key without which the rest of the section means nothing. */
  void require(String key, String wanted) {
    if (!gives(key)) {
      lacks(key, wanted);
    }
  }

  /** Reports that the key is missing where the section begins. */
  void lacks(String key, String wanted) {
    int where = object.members().stream().findFirst().map(Member::start).orElse(object.start());
    report.error(
        where, path + " needs " + path(key) + " too: " + wanted + "; or leave " + path + " out");
  }

  Optional<Integer> number(String key, int least, int most) {
    String allowed = "a whole number from " + least + " to " + most;
    return read(key, allowed, true, node -> whole(node, least, most));
  }

  int number(String key, int fallback, int least, int most) {
    return number(key, least, most).orElse(fallback);
  }

  /** Returns an amount above 0. */
  Optional<Double> amount(String key, int most) {
    String allowed = "a number above 0, up to " + most;
    return read(key, allowed, true, node -> amount(node, most));
  }

  boolean flag(String key, boolean fallback) {
    return read(
            key,
            "true or false",
            true,
            node -> plain(node).filter(FLAGS::contains).map(Boolean::valueOf))
        .orElse(fallback);
  }

  /** Returns an address; its value is not repeated in messages, since it may hold a password. */
  Optional<URI> address(String key) {
    String allowed =
        "an http or https address without user and password, like http://127.0.0.1:4096";
    return read(key, allowed, false, Section::httpAddress);
  }

  /** Works like {@link #value}, but never repeats the value in a message. */
  Optional<String> unshown(String key, String allowed, Function<String, Optional<String>> parse) {
    return read(key, allowed, false, node -> nonBlank(node).flatMap(parse));
  }

  /** Returns a value of a type that {@code parse} knows. */
  <T> Optional<T> value(String key, String allowed, Function<String, Optional<T>> parse) {
    return read(key, allowed, true, node -> nonBlank(node).flatMap(parse));
  }

  /**
   * Checks a text of a type that {@code parse} knows, or an object.
   *
   * @param objects reads an object, and reports each problem with its offset
   */
  <T> void textOrObject(
      String key,
      String allowed,
      Function<String, Optional<T>> parse,
      BiConsumer<ObjectNode, BiConsumer<Integer, String>> objects) {
    if (find(key) instanceof ObjectNode value) {
      known.add(key);
      objects.accept(value, (offset, why) -> report.error(offset, path(key) + ": " + why));
    } else {
      value(key, allowed, parse);
    }
  }

  /** Returns an object that {@code objects} reads, which reports each problem with its offset. */
  <T> Optional<T> object(
      String key, BiFunction<ObjectNode, BiConsumer<Integer, String>, T> objects) {
    return read(key, "an object in { }", true, Section::object)
        .map(
            value ->
                objects.apply(
                    value, (offset, why) -> report.error(offset, path(key) + ": " + why)));
  }

  /** Reports what does not go together with another key. */
  void reject(String key, String why) {
    complain(key, path(key) + ": " + why);
  }

  /** Reports unknown keys as errors, for sections in which a warning is not enough. */
  void allowOnly(List<String> keys) {
    for (Member member : object.members()) {
      String key = member.name();
      if (!keys.contains(key)) {
        known.add(key);
        report.error(
            member.start(), path(key) + " is unknown; allowed here: " + String.join(", ", keys));
      }
    }
  }

  /** Says of a key, where the file has it, what it does here. */
  void note(String key, String what) {
    object.member(key).ifPresent(member -> report.note(member.start(), path(key) + " " + what));
  }

  /** Says of a key, where it is there, that it stays in the file and has no effect. */
  void keepUnused(String key, String why) {
    known.add(key);
    object
        .member(key)
        .ifPresent(
            member -> report.warn(member.start(), path(key) + " is kept but not used: " + why));
  }

  void warnAboutUnknownKeys() {
    for (Member member : object.members()) {
      if (!known.contains(member.name())) {
        report.warn(
            member.start(),
            path(member.name())
                + " is unknown and has no effect; known here: "
                + String.join(", ", known));
      }
    }
  }

  private <T> Optional<T> read(
      String key, String allowed, boolean show, Function<Node, Optional<T>> parse) {
    known.add(key);
    Node value = find(key);
    if (value == null) {
      return Optional.empty();
    }
    Optional<T> parsed = parse.apply(value);
    if (parsed.isEmpty()) {
      complain(key, path(key) + given(value, show) + "; allowed is " + allowed);
    }
    judgeOverridden(key, node -> parse.apply(node).isPresent(), node -> given(node, show), allowed);
    return parsed;
  }

  private static String given(Node value, boolean show) {
    return show ? " is " + shown(value) : " is not right";
  }

  /** Says of a value in the file that a variable overrides that it does so, or would be wrong. */
  private void judgeOverridden(
      String key, Predicate<Node> right, Function<Node, String> given, String allowed) {
    Variable variable = report.overrides.get(path(key));
    Optional<Node> inFile =
        object.member(key).map(Member::value).filter(node -> !(node instanceof NullNode));
    if (variable == null || inFile.isEmpty()) {
      return;
    }
    if (right.test(inFile.get())) {
      note(key, "has no effect, because " + variable.name() + " is set");
    } else {
      report.warn(
          inFile.get().start(),
          path(key)
              + given.apply(inFile.get())
              + "; allowed is "
              + allowed
              + "; it has no effect only while "
              + variable.name()
              + " is set");
    }
  }

  /** Returns the value from the environment or else from the file. */
  private @Nullable Node find(String key) {
    Variable variable = report.overrides.get(path(key));
    Node value =
        variable != null ? variable.value() : object.member(key).map(Member::value).orElse(null);
    return value instanceof NullNode ? null : value;
  }

  /** Reports an error at the place of the key's value. */
  private void complain(String key, String message) {
    Variable variable = report.overrides.get(path(key));
    if (variable != null) {
      report.error(variable, message);
    } else {
      report.error(object.member(key).orElseThrow().value().start(), message);
    }
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static Optional<ObjectNode> object(Node node) {
    return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  private static Optional<String> plain(Node node) {
    return node instanceof PlainNode plain ? Optional.of(plain.literal()) : Optional.empty();
  }

  private static Optional<String> nonBlank(Node node) {
    return node instanceof StringNode(_, _, var text) && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<List<String>> textsOf(Node node) {
    if (!(node instanceof ArrayNode(_, _, var items))) {
      return Optional.empty();
    }
    List<String> texts = items.stream().flatMap(item -> nonBlank(item).stream()).toList();
    return texts.size() == items.size() ? Optional.of(texts) : Optional.empty();
  }

  private static Optional<Integer> whole(Node node, int least, int most) {
    return plain(node)
        .filter(literal -> literal.matches("-?\\d{1,10}"))
        .map(Long::valueOf)
        .filter(number -> number >= least && number <= most)
        .map(Long::intValue);
  }

  private static Optional<Double> amount(Node node, int most) {
    return plain(node)
        .filter(literal -> literal.matches("\\d{1,10}(\\.\\d{1,10})?"))
        .map(Double::valueOf)
        .filter(number -> number > 0 && number <= most);
  }

  private static Optional<URI> httpAddress(Node node) {
    try {
      return nonBlank(node).map(URI::create).filter(Section::isHttpWithoutUser);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isHttpWithoutUser(URI address) {
    boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    return http
        && address.getHost() != null
        && address.getPort() <= MAX_PORT
        && address.getUserInfo() == null;
  }

  private static String shown(Node node) {
    String text =
        switch (node) {
          case StringNode(_, _, var value) -> '"' + value + '"';
          case PlainNode(_, _, var literal) -> literal;
          case ObjectNode _ -> "an object";
          case ArrayNode(_, _, var items) ->
              items.stream().map(Section::shown).collect(Collectors.joining(", ", "[", "]"));
          case NullNode _ -> "null";
        };
    return text.length() > 80 ? text.substring(0, 79) + "…" : text;
  }
}
