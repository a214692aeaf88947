package dev.otto.controlplane.jobs.detail;

import dev.otto.controlplane.page.HarmlessText;
import dev.otto.wire.TranscriptAnswer;
import dev.otto.wire.TranscriptAnswer.ToolCall;
import dev.otto.wire.TranscriptAnswer.TranscriptEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The transcript on the page of a run: its beginning, with the beginnings of long texts.
 *
 * @param shown the entries that the page has
 */
public record TranscriptView(TranscriptAnswer answer, List<Line> shown) {
  /** The number of characters that the page shows of all texts together. */
  private static final int MAX_ALL = 32 * 1024;

  /** The number of characters that the page shows of one text. */
  private static final int MAX_TEXT = 2_000;

  /**
   * One thing that was said or done.
   *
   * @param what in words
   * @param inside whether a subagent said or did it
   * @param texts with their names, as they can be shown
   * @param cut whether something of it was longer
   */
  public record Line(
      TranscriptEntry entry, String what, boolean inside, List<Text> texts, boolean cut) {}

  /**
   * A text of an entry.
   *
   * @param name what it is; empty where that needs no saying
   */
  public record Text(String name, String text) {}

  static TranscriptView of(TranscriptAnswer answer) {
    var shown = new ArrayList<Line>();
    int left = MAX_ALL;
    for (TranscriptEntry entry : answer.entries()) {
      Line line = line(entry, MAX_TEXT);
      left -= 100 + line.texts().stream().mapToInt(text -> text.text().length()).sum();
      if (left < 0) {
        break;
      }
      shown.add(line);
    }
    return new TranscriptView(answer, List.copyOf(shown));
  }

  private static Line line(TranscriptEntry entry, int most) {
    ToolCall tool = entry.tool();
    Stream<Text> said = text("", entry.text());
    List<Text> texts =
        (tool == null
                ? said
                : Stream.concat(text("Input", tool.input()), text("Output", tool.output())))
            .toList();
    List<Text> beginnings =
        texts.stream()
            .map(
                it -> new Text(it.name(), HarmlessText.of(HarmlessText.beginning(it.text(), most))))
            .toList();
    boolean cut = entry.truncated() || texts.stream().anyMatch(it -> it.text().length() > most);
    return new Line(entry, what(entry), entry.depth() > 0, beginnings, cut);
  }

  private static Stream<Text> text(String name, @Nullable String text) {
    return Stream.ofNullable(text).map(it -> new Text(name, it));
  }

  private static String what(TranscriptEntry entry) {
    ToolCall tool = entry.tool();
    if (tool != null) {
      return HarmlessText.of(
          entry.kind().equals("permission")
              ? "%s: %s"
                  .formatted(tool.status().equals("once") ? "Allowed" : "Refused", tool.name())
              : "Called %s (%s)".formatted(tool.name(), tool.status()));
    }
    return switch (entry.kind()) {
      case "prompt" -> entry.depth() > 0 ? "Asked the subagent" : "Asked by OpenCode";
      case "reasoning" -> "Thought";
      case "error" -> "Failed";
      default -> "Said";
    };
  }

  /** Returns who said or did it: agent and model, as far as that is known. */
  public static String who(TranscriptEntry entry) {
    return HarmlessText.of(
        Stream.of(entry.agent(), entry.modelRef())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", ")));
  }

  /** Reports whether there is more than the page shows, or than was taken. */
  public boolean goesOn() {
    return shown.size() < answer.entries().size() || shown.stream().anyMatch(Line::cut);
  }

  /** Reports whether tools were called whose inputs and outputs are not here. */
  public boolean withoutTools() {
    List<ToolCall> tools =
        answer.entries().stream().map(TranscriptEntry::tool).filter(Objects::nonNull).toList();
    return !tools.isEmpty()
        && tools.stream().allMatch(tool -> tool.input() == null && tool.output() == null);
  }

  /** Returns all of it as plain text. */
  static String plain(TranscriptAnswer answer) {
    return answer.entries().stream()
            .map(entry -> plain(line(entry, Integer.MAX_VALUE)))
            .collect(Collectors.joining("\n\n"))
        + (answer.truncated() ? "\n\n(More was said and done than Otto keeps.)" : "")
        + "\n";
  }

  private static String plain(Line line) {
    String margin = "  ".repeat(Math.min(line.entry().depth(), 10));
    String who = who(line.entry());
    String head = line.what() + (who.isEmpty() ? "" : " [" + who + "]");
    return Stream.concat(
            Stream.of(head + ":"),
            line.texts().stream()
                .map(it -> it.name().isEmpty() ? it.text() : it.name() + ": " + it.text()))
        .flatMap(String::lines)
        .map(text -> margin + text)
        .collect(Collectors.joining("\n", "", line.cut() ? "\n" + margin + "(cut)" : ""));
  }
}
