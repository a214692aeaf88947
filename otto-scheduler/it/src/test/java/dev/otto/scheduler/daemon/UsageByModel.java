package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.opencode.RealOpenCode.GAMMA;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.scheduler.opencode.FakeProvider.Count;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tokens and dollars by model, as the provider, a bill, the stats and the metrics have them. */
final class UsageByModel {
  private static final Usage NOTHING = new Usage(0, 0, 0);

  private final Map<String, Usage> rows = new TreeMap<>();

  /** Input with what a cache had of it, output with the reasoning. */
  private record Usage(double input, double output, double costUsd) {
    Usage plus(Usage more) {
      return new Usage(input + more.input, output + more.output, costUsd + more.costUsd);
    }

    String rounded() {
      return "%.9f in, %.9f out, %.9f USD".formatted(input, output, costUsd);
    }
  }

  /**
   * What the provider counted, at the prices of its models.
   *
   * @param reasoningTwice whether this OpenCode charges reasoning a second time, as output
   */
  static UsageByModel ofProvider(List<Count> counts, boolean reasoningTwice) {
    var usage = new UsageByModel();
    for (Count count : counts) {
      double price = count.model().equals(GAMMA.modelId()) ? 0 : 1e-6;
      double output = count.output() + (reasoningTwice ? count.reasoning() : 0);
      double cost = (count.input() - count.cached()) * 0.5 * price + output * 1.5 * price;
      usage.add("fake/" + count.model(), (double) count.input(), (double) count.output(), cost);
    }
    return usage;
  }

  /** The models of a run, or of a message to the assistant. */
  static UsageByModel ofBill(JsonNode bill) {
    var usage = new UsageByModel();
    usage.addBill(bill);
    return usage;
  }

  static UsageByModel ofBills(Iterable<JsonNode> bills) {
    var usage = new UsageByModel();
    bills.forEach(usage::addBill);
    return usage;
  }

  private void addBill(JsonNode bill) {
    for (JsonNode model : bill.path("servedModels")) {
      add(
          model.path("modelRef").asText(),
          sum(model, "inputTokens", "cacheReadTokens", "cacheWriteTokens"),
          sum(model, "outputTokens", "reasoningTokens"),
          model.path("costUsd").asDouble());
    }
  }

  private static double sum(JsonNode object, String... keys) {
    double sum = 0;
    for (String key : keys) {
      sum += object.path(key).asDouble();
    }
    return sum;
  }

  /** The models of {@code /external/stats} that have used anything. */
  static UsageByModel ofStats(JsonNode stats) {
    var usage = new UsageByModel();
    for (JsonNode model : stats.path("models")) {
      usage.add(
          model.path("modelRef").asText(),
          model.path("inputTokens").asDouble(),
          model.path("outputTokens").asDouble(),
          model.path("costUsd").asDouble());
    }
    return usage.used();
  }

  /** The models of {@code /observe/metrics} that have used anything. */
  static UsageByModel ofMetrics(String metrics) {
    var usage = new UsageByModel();
    for (String line : metrics.lines().toList()) {
      String model = line.replaceAll(".*model=\"([^\"]*)\".*", "$1");
      if (line.startsWith("otto_tokens_total{direction=\"input\"")) {
        usage.add(model, value(line), 0, 0);
      } else if (line.startsWith("otto_tokens_total")) {
        usage.add(model, 0, value(line), 0);
      } else if (line.startsWith("otto_cost_usd_total")) {
        usage.add(model, 0, 0, value(line));
      }
    }
    return usage.used();
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  private UsageByModel used() {
    rows.values().removeIf(row -> row.input() + row.output() == 0);
    return this;
  }

  private void add(String model, double input, double output, double costUsd) {
    var more = new Usage(input, output, costUsd);
    rows.put(model, rows.getOrDefault(model, NOTHING).plus(more));
  }

  double input() {
    return rows.values().stream().mapToDouble(Usage::input).sum();
  }

  double output() {
    return rows.values().stream().mapToDouble(Usage::output).sum();
  }

  /** Returns it for comparisons: to the token, and to a billionth of a dollar. */
  Map<String, String> rounded() {
    return rows.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, row -> row.getValue().rounded()));
  }
}
