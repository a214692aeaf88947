package dev.otto.scheduler.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;

/** Sums by labels, each set of labels as it is written in the text. */
final class Counters {
  private final Map<String, DoubleAdder> sums = new ConcurrentHashMap<>();

  /** Adds to the sum of these labels: name, value, name, value and so on. */
  void add(double amount, String... labels) {
    sums.computeIfAbsent(text(labels), absent -> new DoubleAdder()).add(amount);
  }

  Map<String, Double> snapshot() {
    var values = new TreeMap<String, Double>();
    sums.forEach((labels, sum) -> values.put(labels, sum.sum()));
    return values;
  }

  static String text(String... labels) {
    var text = new StringBuilder();
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? "{" : ",")
          .append(labels[i])
          .append("=\"")
          .append(escaped(labels[i + 1]))
          .append('"');
    }
    return text.isEmpty() ? "" : text.append('}').toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
