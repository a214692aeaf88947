package dev.otto.scheduler.daemon;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Model;
import dev.otto.scheduler.node.NodeReport;
import dev.otto.scheduler.node.Nodes;
import java.time.Instant;

/** This Otto as one of the nodes, or the only one. */
final class OwnNode {
  private final Services base;
  private final ModelRuntime models;
  private final Firing firing;
  private final Instant started;

  OwnNode(Services base, ModelRuntime models, Firing firing) {
    this.base = base;
    this.models = models;
    this.firing = firing;
    this.started = base.environment().clock().instant();
  }

  Nodes among(String id) {
    return new Nodes(
        base.database(),
        base.audit(),
        new Nodes.Own(
            id,
            firing.node().isPresent(),
            base.config().opencode().url(),
            base.config().node().labels(),
            this::report,
            firing::holdPrompts));
  }

  private NodeReport report() {
    CatalogSnapshot catalog = models.models().catalog().snapshot();
    return new NodeReport(
        Version.number(),
        started,
        models.openCode().look(),
        catalog.models().stream().map(Model::ref).map(Object::toString).toList(),
        catalog.updatedAt(),
        firing.clockOffset(),
        base.environment().clock().instant());
  }
}
