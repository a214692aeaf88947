package dev.otto.scheduler.node;

import dev.otto.models.prompt.BackendHealth;
import dev.otto.scheduler.actor.Actor;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.NodeItem;
import dev.otto.wire.NodeItem.NodeCatalog;
import dev.otto.wire.NodeItem.NodeOpenCode;
import dev.otto.wire.NodeItem.NodeSays;
import dev.otto.wire.NodesAnswer;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/** The routes for the nodes. */
public final class NodeRoutes implements RouteGroup {
  private static final String PATH = "/external/nodes";

  /** The models that are listed of a difference; who wants all has both catalogs. */
  private static final int MAX_MODELS = 100;

  private final Nodes nodes;

  public NodeRoutes(Nodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, this::list),
        Route.post(PATH + "/{node}/drain", call -> drain(call, true)),
        Route.post(PATH + "/{node}/resume", call -> drain(call, false)));
  }

  private Reply list(Call call) {
    List<Node> all = nodes.all();
    List<String> models = modelsOfOwn(all);
    return Reply.ok(
        new NodesAnswer(nodes.own(), all.stream().map(node -> item(node, models)).toList()));
  }

  private Reply drain(Call call, boolean drained) throws IOException {
    call.body();
    String id = call.parameter("node");
    nodes.drain(Actor.of(call), id, drained);
    List<Node> all = nodes.all();
    return all.stream()
        .filter(node -> node.id().equals(id))
        .findFirst()
        .map(node -> Reply.ok(item(node, modelsOfOwn(all))))
        .orElseThrow(() -> ApiException.notFound("Node not found: " + id));
  }

  private List<String> modelsOfOwn(List<Node> all) {
    return all.stream()
        .filter(node -> node.id().equals(nodes.own()))
        .flatMap(node -> node.report().stream())
        .flatMap(report -> report.models().stream())
        .toList();
  }

  private static NodeItem item(Node node, List<String> models) {
    return new NodeItem(
        node.id(),
        node.state().key(),
        node.live(),
        node.lastCheckIn().map(Instant::toEpochMilli).orElse(null),
        node.drained(),
        node.inFlight(),
        node.labels(),
        node.report().map(report -> says(report, models)).orElse(null));
  }

  private static NodeSays says(NodeReport report, List<String> models) {
    return new NodeSays(
        report.at().toEpochMilli(),
        report.version(),
        report.startedAt().toEpochMilli(),
        openCode(report.openCode()),
        new NodeCatalog(
            report.models().size(),
            report.refreshedAt().toEpochMilli(),
            less(models, report.models()),
            less(report.models(), models)),
        report.clockOffset().toMillis());
  }

  private static NodeOpenCode openCode(BackendHealth health) {
    return switch (health) {
      case BackendHealth.Up up -> new NodeOpenCode(true, up.version(), null);
      case BackendHealth.Down(var message) -> new NodeOpenCode(false, null, message);
    };
  }

  private static List<String> less(List<String> some, List<String> others) {
    var known = new HashSet<>(others);
    return some.stream().filter(model -> !known.contains(model)).limit(MAX_MODELS).toList();
  }
}
