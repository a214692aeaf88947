package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final List<String> TABLES =
      List.of(
          "task list",
          "task runs 一个很长的任务",
          "task show 一个很长的任务",
          "task audit 一个很长的任务",
          "model list --details",
          "model usage",
          "model defaults show",
          "budget show",
          "status",
          "audit",
          "doctor");

  @AutoClose private static Daemon daemon;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    daemon = Daemon.start(home);
    daemon.task("一个很长的任务", "Say hello to everybody who reads this, 你好.");
    daemon.run("budget", "set", "jobs.一个很长的任务", "--tokens-per-day", "1000000").ok();
    daemon.run("task", "run-now", "一个很长的任务", "--wait").ok();
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (String table : TABLES) {
      for (int columns : List.of(80, 100)) {
        var shown = daemon.atTerminal(columns, table.split(" ", -1));
        for (String line : shown.lines()) {
          String visible = COLOURS.matcher(line).replaceAll("");
          int width = visible.length() + (int) visible.chars().filter(it -> it > 0x2E80).count();
          assertTrue(width <= columns, table + ": " + visible);
        }
      }
    }
  }

  @Test
  void whatDoesNotFitTakesMoreLinesAndIsNotCut() {
    var now = InstantSource.fixed(Instant.now()); // or "8 s ago" is "9 s ago" the second time
    String wide = daemon.atTerminal(1000, now, "task", "show", "一个很长的任务").ok().out();
    String narrow = daemon.atTerminal(40, now, "task", "show", "一个很长的任务").ok().out();
    assertTrue(narrow.lines().count() > wide.lines().count(), narrow);
    assertEquals(letters(wide), letters(narrow));
  }

  private static List<Integer> letters(String text) {
    return COLOURS
        .matcher(text)
        .replaceAll("")
        .codePoints()
        .filter(it -> !Character.isWhitespace(it))
        .sorted()
        .boxed()
        .toList();
  }

  @Test
  void aColourEndsWithItsLineAndNotWithTheTable() {
    String shown = daemon.atTerminal(80, "status").ok().out();
    shown
        .lines()
        .filter(line -> line.contains("\u001b["))
        .forEach(line -> assertTrue(line.lastIndexOf("\u001b[0m") > 0, line));
  }

  @Test
  void nothingIsFoldedInAPipe() {
    var piped = daemon.run("task", "list", "-o", "table").ok();
    assertEquals(5, piped.lines().size(), piped.out());
  }
}
