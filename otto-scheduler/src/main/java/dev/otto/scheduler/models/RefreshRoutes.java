package dev.otto.scheduler.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.models.CatalogService.NodesRefreshed;
import dev.otto.scheduler.models.CatalogService.RefreshOutcome;
import dev.otto.scheduler.models.CatalogService.RefreshRequest;
import dev.otto.scheduler.models.NodeRefresh.State;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.wire.RefreshAnswer;
import dev.otto.wire.RefreshAnswer.AffectedItem;
import dev.otto.wire.RefreshAnswer.NodeRefreshItem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The refresh on request: of the only catalog, or of those of the nodes that share a database. With
 * several nodes it fails only if none of them has refreshed its catalog.
 */
final class RefreshRoutes {
  private final Models models;

  RefreshRoutes(Models models) {
    this.models = models;
  }

  Reply refresh(Call call) throws IOException {
    ObjectNode body = call.body();
    var request =
        new RefreshRequest(
            Actor.of(call), ModelRoutes.flag(body, "reload"), ModelRoutes.flag(body, "force"));
    Optional<String> only = call.query("node");
    return models
        .refreshes()
        .refresh(request, only)
        .map(this::reply)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "Node not found: " + only.orElse("") + "; GET /external/nodes lists them"));
  }

  private Reply reply(NodesRefreshed done) {
    return Reply.ok(done.nodes().isEmpty() ? alone(done.own().orElseThrow()) : ofNodes(done));
  }

  private RefreshAnswer alone(RefreshOutcome outcome) {
    return switch (outcome) {
      case RefreshOutcome.CatalogRefreshed refreshed -> answer("ok", refreshed, null);
      case RefreshOutcome.Unavailable(FailureCode code, String message) ->
          throw ApiException.opencode(code.key(), message);
      case RefreshOutcome.Busy busy -> throw ApiException.conflict(busy.message());
    };
  }

  private RefreshAnswer ofNodes(NodesRefreshed done) {
    List<NodeRefresh> nodes = done.nodes();
    if (nodes.stream().noneMatch(it -> it.state() == State.REFRESHED)) {
      throw nothingRefreshed(nodes);
    }
    String status = nodes.stream().anyMatch(NodeRefresh::failed) ? "partial" : "ok";
    List<NodeRefreshItem> items = nodes.stream().map(RefreshRoutes::item).toList();
    return done.own().orElse(null) instanceof RefreshOutcome.CatalogRefreshed refreshed
        ? answer(status, refreshed, items)
        : unchanged(status, items);
  }

  private static ApiException nothingRefreshed(List<NodeRefresh> nodes) {
    String message =
        nodes.stream()
            .map(it -> "node " + it.node() + ": " + it.message().orElse(""))
            .collect(Collectors.joining("; ", "No catalog was refreshed: ", ""));
    boolean unavailable =
        nodes.stream().anyMatch(it -> it.state() != State.BUSY && it.state() != State.GONE);
    return unavailable
        ? ApiException.opencode(FailureCode.OPENCODE_UNAVAILABLE.key(), message)
        : ApiException.conflict(message);
  }

  private static RefreshAnswer answer(
      String status,
      RefreshOutcome.CatalogRefreshed refreshed,
      @Nullable List<NodeRefreshItem> nodes) {
    var result = refreshed.result();
    return new RefreshAnswer(
        status,
        result.snapshot().updatedAt().toEpochMilli(),
        result.snapshot().size(),
        texts(result.added()),
        texts(result.removed()),
        result.removals().stream().map(CatalogDifference::removed).toList(),
        refreshed.affected().stream()
            .map(one -> new AffectedItem(one.kind(), one.id(), one.modelRef().toString()))
            .toList(),
        nodes);
  }

  /** Returns the answer of a node whose own catalog is as it was before. */
  private RefreshAnswer unchanged(String status, List<NodeRefreshItem> nodes) {
    CatalogSnapshot own = models.catalog().snapshot();
    return new RefreshAnswer(
        status,
        own.updatedAt().toEpochMilli(),
        own.size(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        nodes);
  }

  private static NodeRefreshItem item(NodeRefresh node) {
    return new NodeRefreshItem(
        node.node(), node.state().key(), node.models().orElse(null), node.message().orElse(null));
  }

  private static List<String> texts(List<ModelRef> refs) {
    return refs.stream().map(ModelRef::toString).toList();
  }
}
