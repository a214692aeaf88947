package dev.otto.scheduler.models;

import dev.otto.scheduler.models.CatalogService.RefreshRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The catalogs of the Ottos that share a database, each of which has an OpenCode of its own. */
public interface NodeCatalogs {

  /** Returns that of an Otto whose database no other can share. */
  static NodeCatalogs alone(String node) {
    return new NodeCatalogs() {
      @Override
      public String own() {
        return node;
      }

      @Override
      public boolean shared() {
        return false;
      }

      @Override
      public Optional<Supplier<List<NodeRefresh>>> askOthers(
          RefreshRequest request, Optional<String> only) {
        return only.orElse(node).equals(node) ? Optional.of(List::of) : Optional.empty();
      }
    };
  }

  /** Returns the id of the node of this process. */
  String own();

  /** Reports whether there may be others. */
  boolean shared();

  /**
   * Asks other nodes to refresh their catalogs.
   *
   * @param only the one to ask, which may be that of this process; empty for all
   * @return waits for what becomes of it, for a limited time; empty if there is no such node
   */
  Optional<Supplier<List<NodeRefresh>>> askOthers(RefreshRequest request, Optional<String> only);
}
