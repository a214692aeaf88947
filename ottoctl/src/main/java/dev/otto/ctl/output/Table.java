package dev.otto.ctl.output;

import java.util.ArrayList;
import java.util.List;

/** A table whose columns are as wide as their widest cell; colours do not count. */
public final class Table {
  private static final String COLOURS = "\u001b\\[[0-9;]*m";

  private final List<List<String>> rows = new ArrayList<>();

  public Table(Style style, String... header) {
    if (header.length > 0) {
      rows.add(List.of(header).stream().map(style::strong).toList());
    }
  }

  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> cells) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      line.append(cell);
      if (i < cells.size() - 1) {
        line.repeat(' ', width(i) - length(cell) + 2);
      }
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream()
        .filter(cells -> cells.size() > column)
        .mapToInt(cells -> length(cells.get(column)))
        .max()
        .orElse(0);
  }

  private static int length(String cell) {
    return cell.replaceAll(COLOURS, "").length();
  }
}
