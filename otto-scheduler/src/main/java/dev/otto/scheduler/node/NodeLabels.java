package dev.otto.scheduler.node;

import dev.otto.scheduler.database.Database;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the nodes, by which jobs say where they run.
 *
 * @param own those of this node
 */
public record NodeLabels(Database database, Set<String> own) {
  public NodeLabels {
    own = Set.copyOf(own);
  }

  /** Reports whether this node may run a job that runs on nodes with this label, or on any. */
  public boolean allow(@Nullable String runsOn) {
    return runsOn == null || own.contains(runsOn);
  }

  /** Reports whether a node that lives, and is not drained, may run what asks for the label. */
  public boolean isOffered(String label) {
    return new NodeRepository(database).offers(label).orElseGet(() -> own.contains(label));
  }
}
