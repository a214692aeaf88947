package dev.otto.controlplane.jobs.detail;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two texts, line by line: the longest common lines stay, the rest is changed.
 */
public final class LineDiff {
  /** The number of pairs of lines that are compared; beyond it all lines between are different. */
  private static final int MAX_PAIRS = 1_000_000;

  /** The number of equal lines that are shown around a change. */
  private static final int AROUND = 3;

  private final List<String> before;
  private final List<String> after;
  private final List<Row> rows = new ArrayList<>();

  /**
   * A line of one text beside one of the other.
   *
   * @param before null where the first text has none
   * @param after null where the second text has none
   * @param leftOut the number of equal lines that are not shown here; 0 for a row with lines
   */
  public record Row(@Nullable String before, @Nullable String after, int leftOut) {
    public boolean same() {
      return leftOut == 0 && before != null && before.equals(after);
    }
  }

  private LineDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  /** Returns the rows in which the texts are shown beside each other; none where they are equal. */
  static List<Row> of(String before, String after) {
    if (before.equals(after)) {
      return List.of();
    }
    var diff = new LineDiff(before.lines().toList(), after.lines().toList());
    diff.compare();
    return diff.shortened();
  }

  private void compare() {
    int start = 0;
    int most = Math.min(before.size(), after.size());
    while (start < most && before.get(start).equals(after.get(start))) {
      start++;
    }
    int end = 0;
    while (end < most - start
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    same(0, start);
    between(start, before.size() - end, after.size() - end);
    same(before.size() - end, before.size());
  }

  private void same(int from, int to) {
    before.subList(from, to).forEach(line -> rows.add(new Row(line, line, 0)));
  }

  private void between(int from, int beforeEnd, int afterEnd) {
    var olds = before.subList(from, beforeEnd);
    var news = after.subList(from, afterEnd);
    if ((long) olds.size() * news.size() > MAX_PAIRS) {
      changed(olds, news);
      return;
    }
    int[][] common = common(olds, news);
    int i = 0;
    int j = 0;
    int oldFrom = 0;
    int newFrom = 0;
    while (i < olds.size() && j < news.size()) {
      if (olds.get(i).equals(news.get(j))) {
        changed(olds.subList(oldFrom, i), news.subList(newFrom, j));
        rows.add(new Row(olds.get(i), news.get(j), 0));
        oldFrom = ++i;
        newFrom = ++j;
      } else if (common[i + 1][j] >= common[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
    changed(olds.subList(oldFrom, olds.size()), news.subList(newFrom, news.size()));
  }

  /** Returns the number of common lines of what begins at each pair of lines. */
  private static int[][] common(List<String> olds, List<String> news) {
    int[][] common = new int[olds.size() + 1][news.size() + 1];
    for (int i = olds.size() - 1; i >= 0; i--) {
      for (int j = news.size() - 1; j >= 0; j--) {
        common[i][j] =
            olds.get(i).equals(news.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private void changed(List<String> olds, List<String> news) {
    for (int i = 0; i < Math.max(olds.size(), news.size()); i++) {
      rows.add(
          new Row(i < olds.size() ? olds.get(i) : null, i < news.size() ? news.get(i) : null, 0));
    }
  }

  /** Returns the rows with what is equal only around what is not. */
  private List<Row> shortened() {
    var shown = new ArrayList<Row>();
    int i = 0;
    while (i < rows.size()) {
      int end = i;
      while (end < rows.size() && rows.get(end).same()) {
        end++;
      }
      int head = i == 0 ? 0 : AROUND;
      int tail = end == rows.size() ? 0 : AROUND;
      if (end - i > head + tail + 1) {
        shown.addAll(rows.subList(i, i + head));
        shown.add(new Row(null, null, end - i - head - tail));
        shown.addAll(rows.subList(end - tail, end));
      } else {
        shown.addAll(rows.subList(i, end));
      }
      while (end < rows.size() && !rows.get(end).same()) {
        shown.add(rows.get(end++));
      }
      i = end;
    }
    return shown;
  }
}
