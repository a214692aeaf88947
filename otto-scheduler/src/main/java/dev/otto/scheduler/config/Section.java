package dev.otto.scheduler.config;

import dev.otto.scheduler.config.JsoncTree.Member;
import dev.otto.scheduler.config.JsoncTree.Value;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One object of the file. Each question names a key, what is allowed there, and what holds where
 * the key is absent; a wrong value is reported and the default stands in, so that the reading goes
 * on to the next error.
 */
final class Section {
  private final String path;
  private final Map<String, Member> members;
  private final ConfigReport report;
  private final Set<String> known = new LinkedHashSet<>();

  Section(String path, Map<String, Member> members, ConfigReport report) {
    this.path = path;
    this.members = members;
    this.report = report;
    report.sections.add(this);
  }

  Section section(String key) {
    var inner = read(key, "an object in { }", true, Section::members).orElse(Map.of());
    return new Section(path(key), inner, report);
  }

  String text(String key, String fallback) {
    return optionalText(key).orElse(fallback);
  }

  Optional<String> optionalText(String key) {
    return read(key, "text", true, Section::nonBlank);
  }

  /** Like {@link #optionalText}, but its value is never repeated in a message. */
  Optional<String> secret(String key) {
    return read(key, "text", false, Section::nonBlank);
  }

  List<String> texts(String key) {
    return read(key, "a list of texts", true, Section::textsOf).orElse(List.of());
  }

  /** A file that is there. */
  Optional<Path> file(String key) {
    return value(
        key,
        "the path of a file that can be read",
        text -> Optional.of(Path.of(text)).filter(Files::isReadable));
  }

  /** Reports the first where another one is given without it. */
  void requireAllOrNone(String... keys) {
    List<String> given = Arrays.stream(keys).filter(key -> find(key) != null).toList();
    if (!given.isEmpty() && given.size() < keys.length) {
      Value there = Objects.requireNonNull(find(given.getFirst()));
      String all = String.join(" and ", keys);
      report.error(there.where(), path + " needs " + all + ", both or neither");
    }
  }

  /** Whether one of the keys has a value. */
  boolean gives(String... keys) {
    return Arrays.stream(keys).anyMatch(key -> find(key) != null);
  }

  /** For a key without which the rest of the section means nothing. */
  void require(String key, String wanted) {
    if (!gives(key)) {
      lacks(key, wanted);
    }
  }

  /** Reports that the key is missing where the section begins. */
  void lacks(String key, String wanted) {
    String where = members.values().stream().map(Member::where).findFirst().orElse(path);
    report.error(
        where, path + " needs " + path(key) + " too: " + wanted + "; or leave " + path + " out");
  }

  Optional<Integer> number(String key, int least, int most) {
    String allowed = "a whole number from " + least + " to " + most;
    return read(key, allowed, true, content -> whole(content, least, most));
  }

  int number(String key, int fallback, int least, int most) {
    return number(key, least, most).orElse(fallback);
  }

  boolean flag(String key, boolean fallback) {
    return read(
            key,
            "true or false",
            true,
            content -> content instanceof Boolean flag ? Optional.of(flag) : Optional.empty())
        .orElse(fallback);
  }

  /** Its value is not repeated in a message: an address may hold a password. */
  Optional<URI> address(String key) {
    String allowed =
        "an http or https address without user and password, like http://127.0.0.1:4096";
    return read(key, allowed, false, Section::httpAddress);
  }

  /** A value of a kind of its own. */
  <T> Optional<T> value(String key, String allowed, Function<String, Optional<T>> parse) {
    return read(key, allowed, true, content -> nonBlank(content).flatMap(parse));
  }

  /** The reader calls this where an unknown key is an error and not a matter of a warning. */
  void allowOnly(List<String> keys) {
    members.forEach(
        (key, member) -> {
          if (!keys.contains(key)) {
            known.add(key);
            report.error(
                member.where(),
                path(key) + " is unknown; allowed here: " + String.join(", ", keys));
          }
        });
  }

  void warnAboutUnknownKeys() {
    members.forEach(
        (key, member) -> {
          if (!known.contains(key)) {
            report.warn(
                member.where(),
                path(key)
                    + " is unknown and has no effect; known here: "
                    + String.join(", ", known));
          }
        });
  }

  private <T> Optional<T> read(
      String key, String allowed, boolean show, Function<Object, Optional<T>> parse) {
    known.add(key);
    Value value = find(key);
    if (value == null || value.content() == null) {
      return Optional.empty();
    }
    Optional<T> parsed = parse.apply(value.content());
    if (parsed.isEmpty()) {
      String given = show ? " is " + shown(value.content()) : " is not right";
      report.error(value.where(), path(key) + given + "; allowed is " + allowed);
    }
    return parsed;
  }

  /** The environment comes before the file. */
  private @Nullable Value find(String key) {
    Value override = report.overrides.get(path(key));
    Member member = members.get(key);
    Value value = override != null ? override : member == null ? null : member.value();
    return value == null || value.content() == null ? null : value;
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  @SuppressWarnings("unchecked")
  private static Optional<Map<String, Member>> members(Object content) {
    return content instanceof Map ? Optional.of((Map<String, Member>) content) : Optional.empty();
  }

  private static Optional<String> nonBlank(Object content) {
    return content instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
  }

  private static Optional<List<String>> textsOf(Object content) {
    if (!(content instanceof List<?> values)) {
      return Optional.empty();
    }
    List<String> texts =
        values.stream()
            .map(value -> ((Value) value).content())
            .flatMap(text -> text == null ? Stream.empty() : nonBlank(text).stream())
            .toList();
    return texts.size() == values.size() ? Optional.of(texts) : Optional.empty();
  }

  private static Optional<Integer> whole(Object content, int least, int most) {
    return content instanceof BigInteger number
            && number.bitLength() < Integer.SIZE
            && number.intValue() >= least
            && number.intValue() <= most
        ? Optional.of(number.intValue())
        : Optional.empty();
  }

  private static Optional<URI> httpAddress(Object content) {
    try {
      URI address = URI.create(content.toString());
      boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      return http && address.getHost() != null && address.getUserInfo() == null
          ? Optional.of(address)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String shown(Object content) {
    String text =
        switch (content) {
          case String string -> '"' + string + '"';
          case Map<?, ?> _ -> "an object";
          case List<?> _ -> "a list";
          default -> content.toString();
        };
    return text.length() > 80 ? text.substring(0, 79) + "…" : text;
  }
}
