package dev.otto.scheduler.status;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;

/** Sums by labels. */
final class Counters {
  private final Map<List<String>, DoubleAdder> sums = new ConcurrentHashMap<>();

  /** Adds to the sum with these labels: name, value, name, value and so on. */
  void add(double amount, String... labels) {
    of(labels).add(amount);
  }

  /** Returns the sum with these labels, for callers that add so often that the look-up matters. */
  DoubleAdder of(String... labels) {
    return sums.computeIfAbsent(List.of(labels), absent -> new DoubleAdder());
  }

  Map<String, Double> snapshot() {
    var values = new TreeMap<String, Double>();
    sums.forEach((labels, sum) -> values.put(text(labels), sum.sum()));
    return values;
  }

  private static String text(List<String> labels) {
    var text = new StringBuilder();
    for (int i = 0; i < labels.size(); i += 2) {
      text.append(i == 0 ? "{" : ",")
          .append(labels.get(i))
          .append("=\"")
          .append(escaped(labels.get(i + 1)))
          .append('"');
    }
    return text.isEmpty() ? "" : text.append('}').toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
