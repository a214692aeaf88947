package dev.otto.scheduler.nodeimport;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The report of an import: what it imported, found already present, skipped, and leaves to the
 * operator.
 */
public final class ImportReport {
  private static final int MAX_NAMES = 10;

  /** The parts of a home, in the order of the table. */
  enum HomePart {
    JOBS("jobs"),
    RUNS("runs"),
    AUDIT("audit entries"),
    NOTIFICATION_PROFILE("notification profile"),
    FLOW_DEFAULTS("flow defaults"),
    PROFILES("profiles"),
    TOKEN("token"),
    CONFIGURATION("configuration"),
    CHATS("chats and messages"),
    VOICE("voice and media"),
    APPROVALS("approvals and observations");

    private final String words;

    HomePart(String words) {
      this.words = words;
    }

    static HomePart of(String words) {
      for (HomePart part : values()) {
        if (part.words.equals(words)) {
          return part;
        }
      }
      throw new IllegalArgumentException(words);
    }
  }

  /** One row of the table. */
  private static final class Line {
    private long taken;
    private long there;
    private long left;
  }

  private final Map<HomePart, Line> lines = new EnumMap<>(HomePart.class);
  private final List<String> toDo = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> changedHere = new ArrayList<>();
  private @Nullable Path copy;

  ImportReport() {
    for (HomePart part : HomePart.values()) {
      lines.put(part, new Line());
    }
  }

  void taken(HomePart part, long count) {
    line(part).taken += count;
  }

  void there(HomePart part, long count) {
    line(part).there += count;
  }

  void left(HomePart part, long count) {
    line(part).left += count;
  }

  /** Adds a sentence on something that only the operator can do. */
  void toDo(String what) {
    toDo.add(what);
  }

  /** Adds a note on something else that the import did. */
  void note(String what) {
    notes.add(what);
  }

  /** Adds something that was imported before and has been changed here since. */
  void changedHere(String what) {
    changedHere.add(what);
  }

  void copiedTo(Path copy) {
    this.copy = copy;
  }

  /** Returns the copy of the old home; empty if the home was not moved. */
  public Optional<Path> copy() {
    return Optional.ofNullable(copy);
  }

  /** Returns the number of imported items of a part. */
  public long taken(String part) {
    return line(HomePart.of(part)).taken;
  }

  boolean tookSomething() {
    return lines.values().stream().anyMatch(line -> line.taken > 0);
  }

  /** Returns the report for people, line by line. */
  public List<String> text() {
    var text = new ArrayList<>(notes);
    if (!changedHere.isEmpty()) {
      text.add("Changed here since, and left unchanged: " + names(changedHere));
    }
    text.add("%-28s %9s %14s %9s".formatted("", "taken", "already there", "left"));
    lines.forEach(
        (part, line) ->
            text.add(
                "%-28s %9d %14d %9d".formatted(part.words, line.taken, line.there, line.left)));
    toDo.forEach(what -> text.add("to do: " + what));
    return text;
  }

  /** Returns the first few of many names. */
  static String names(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
    int more = names.size() - MAX_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private Line line(HomePart part) {
    return lines.getOrDefault(part, new Line());
  }
}
