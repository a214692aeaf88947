package dev.otto.ctl.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table whose columns are as wide as their widest cell. Where that is wider than the terminal,
 * the widest columns become narrower and their cells take several lines; nothing is cut off.
 */
public final class Table {
  private static final int GAP = 2;
  private static final int MIN_WIDTH = 8;

  private final int maxWidth;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param maxWidth of a line
   */
  Table(Style style, int maxWidth, String... header) {
    this.maxWidth = maxWidth;
    if (header.length > 0) {
      rows.add(List.of(header).stream().map(style::strong).toList());
    }
  }

  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  public List<String> lines() {
    int[] widths = widths();
    return rows.stream().flatMap(cells -> lines(cells, widths).stream()).toList();
  }

  private int[] widths() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = IntStream.range(0, columns).map(this::width).toArray();
    while (Arrays.stream(widths).sum() + GAP * (columns - 1) > maxWidth) {
      int widest = 0;
      for (int i = 1; i < columns; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= MIN_WIDTH) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private int width(int column) {
    return rows.stream()
        .filter(cells -> cells.size() > column)
        .flatMap(cells -> cells.get(column).lines())
        .mapToInt(DisplayText::width)
        .max()
        .orElse(0);
  }

  private static List<String> lines(List<String> cells, int[] widths) {
    List<List<String>> wrapped =
        IntStream.range(0, cells.size())
            .mapToObj(i -> DisplayText.wrap(cells.get(i), widths[i]))
            .toList();
    int height = wrapped.stream().mapToInt(List::size).max().orElse(0);
    return IntStream.range(0, height).mapToObj(line -> line(wrapped, line, widths)).toList();
  }

  private static String line(List<List<String>> wrapped, int number, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < wrapped.size(); i++) {
      List<String> cell = wrapped.get(i);
      String text = number < cell.size() ? cell.get(number) : "";
      line.append(text);
      if (i < wrapped.size() - 1) {
        line.repeat(' ', widths[i] - DisplayText.width(text) + GAP);
      }
    }
    return line.toString().stripTrailing();
  }
}
