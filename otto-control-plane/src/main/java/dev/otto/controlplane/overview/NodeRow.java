package dev.otto.controlplane.overview;

import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.controlplane.page.Times;
import dev.otto.wire.NodeItem;
import dev.otto.wire.NodeItem.NodeCatalog;
import dev.otto.wire.NodeItem.NodeSays;
import dev.otto.wire.NodesAnswer;
import dev.otto.wire.RunCondition;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One of the Ottos that share a database.
 *
 * @param asked whether it is the one that answers, with whose models those of the others are
 *     compared
 */
public record NodeRow(NodeItem node, boolean asked) {
  /** The models of a difference that are named. */
  private static final int NAMED = 3;

  static List<NodeRow> of(NodesAnswer nodes) {
    return nodes.nodes().stream()
        .map(node -> new NodeRow(node, node.id().equals(nodes.node())))
        .toList();
  }

  /** Returns the word for people. */
  public String word() {
    return switch (node.state()) {
      case "live" -> "In";
      case "draining" -> "Draining";
      case "drained" -> "Drained";
      case "clock_off" -> "Clock off";
      case "gone" -> "Away";
      default -> node.state();
    };
  }

  /** Returns the colour of the badge. */
  public String badge() {
    return switch (node.state()) {
      case "live" -> "ok";
      case "draining", "drained" -> "warn";
      default -> "bad";
    };
  }

  /** Returns the number of its models, and how they differ from those of the node that answers. */
  public String models(NodeCatalog catalog) {
    return Numbers.count(catalog.models())
        + (catalog.models() == 1 ? " model" : " models")
        + some("; lacks ", catalog.missing())
        + some("; has besides ", catalog.additional());
  }

  private static String some(String before, List<String> models) {
    if (models.isEmpty()) {
      return "";
    }
    String named = models.stream().limit(NAMED).collect(Collectors.joining(", "));
    return before + named + (models.size() > NAMED ? " and more" : "");
  }

  /** Returns how far its clock is off. */
  public String clock(NodeSays says) {
    long millis = says.clockOffsetMs();
    return "Its clock is %s %s the database's; it starts nothing until that is right."
        .formatted(Times.took(Math.abs(millis)), millis < 0 ? "behind" : "ahead of");
  }

  /** Returns the runs in flight there. */
  public RunFilter runs() {
    return RunFilter.ALL.in("running").with(RunCondition.NODE, node.id());
  }
}
