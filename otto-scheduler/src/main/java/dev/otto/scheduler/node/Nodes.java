package dev.otto.scheduler.node;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.database.Database;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The nodes as any of them knows them. Whether one is drained is in its row, which it looks at
 * whenever it takes what is due; so it stays drained when it is restarted.
 */
public final class Nodes {
  private final Database database;
  private final NodeRepository rows;
  private final AuditLog audit;
  private final Own own;

  /**
   * The node of this process.
   *
   * @param shared whether there may be others
   * @param openCode where its OpenCode is
   * @param labels by which jobs choose it
   * @param report measures what it says of itself
   * @param drained is told whether it is drained, where no other could do that
   */
  public record Own(
      String id,
      boolean shared,
      URI openCode,
      Set<String> labels,
      Supplier<NodeReport> report,
      Consumer<Boolean> drained) {}

  public Nodes(Database database, AuditLog audit, Own own) {
    this.database = database;
    this.rows = new NodeRepository(database);
    this.audit = audit;
    this.own = own;
  }

  /** Returns the id of the node of this process. */
  public String own() {
    return own.id();
  }

  /** Reports whether there may be others. */
  public boolean clustered() {
    return own.shared();
  }

  /** Returns all nodes by their ids; that of this process as it is now. */
  public List<Node> all() {
    if (!own.shared()) {
      return List.of(rows.onlyOne(own.id(), own.labels()).with(own.report().get()));
    }
    return rows.ofCluster().stream()
        .map(node -> node.id().equals(own.id()) ? node.with(own.report().get()) : node)
        .toList();
  }

  /** Returns the others of a cluster. */
  List<Node> others() {
    return rows.ofCluster().stream().filter(node -> !node.id().equals(own.id())).toList();
  }

  /** Reports whether the node of this process starts no new prompts. */
  public boolean isDrained() {
    return rows.isDrained(own.id());
  }

  /** Has a node start no new prompts, or start them again; nothing happens if it is not known. */
  public void drain(Actor actor, String id, boolean drained) {
    if (!own.shared()) {
      rows.put(own.id(), own.openCode(), own.labels());
    }
    boolean changed =
        database.write(
            tx -> {
              boolean made = NodeRepository.drain(tx, id, drained);
              if (made) {
                var change = Change.of(actor, drained ? "node.drain" : "node.resume", id);
                audit.recordIn(tx, change, AuditOutcome.DONE);
              }
              return made;
            });
    if (changed && !own.shared()) {
      own.drained().accept(drained);
    }
  }

  /** Stores what this node says of itself, for the others. */
  void report() {
    rows.report(own.id(), own.report().get());
  }
}
