package dev.otto.scheduler.node;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.models.CatalogService.RefreshRequest;
import dev.otto.scheduler.models.NodeRefresh;
import dev.otto.scheduler.models.NodeRefresh.State;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The table of the refreshes that nodes ask each other for; its times are the database's. */
record RefreshRepository(Database database) {
  /** The name that is told when there is a request. */
  static final String NOTICE = "refresh";

  private static final Duration KEPT = Duration.ofHours(1);
  private static final String NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

  /** A request to this node. */
  record Asked(String id, RefreshRequest request) {}

  /** Asks these nodes. */
  void ask(String id, Collection<String> nodes, RefreshRequest request) {
    database.write(
        tx -> {
          tx.update("DELETE FROM node_refreshes WHERE asked_at < " + NOW + " - ?", KEPT.toMillis());
          for (String node : nodes) {
            tx.update(
                """
                INSERT INTO node_refreshes (request, node, asked_at, actor, surface, reload, force)
                VALUES (?, ?, %s, ?, ?, ?, ?)
                """
                    .formatted(NOW),
                id,
                node,
                request.actor().name(),
                request.actor().surface().key(),
                request.reload(),
                request.force());
          }
          tx.tell(NOTICE);
          return true;
        });
  }

  /** Returns what this node has not done yet, except what is so old that nobody waits for it. */
  List<Asked> open(String node, Duration patience) {
    return database.read(
        tx ->
            tx.query(
                """
                SELECT request, actor, surface, reload, force FROM node_refreshes
                WHERE node = ? AND state IS NULL AND asked_at + ? >= %s ORDER BY asked_at, request
                """
                    .formatted(NOW),
                row ->
                    new Asked(
                        row.text("request"),
                        new RefreshRequest(
                            new Actor(row.text("actor"), Surface.ofKey(row.text("surface"))),
                            row.flag("reload"),
                            row.flag("force"))),
                node,
                patience.toMillis()));
  }

  /** Stores what became of a request at a node. */
  void answer(String id, NodeRefresh outcome) {
    int unused =
        database.write(
            tx ->
                tx.update(
                    """
                    UPDATE node_refreshes SET state = ?, models = ?, message = ?
                    WHERE request = ? AND node = ?
                    """,
                    outcome.state().key(),
                    outcome.models().orElse(null),
                    outcome.message().orElse(null),
                    id,
                    outcome.node()));
  }

  /** Reports whether a node that lives has not done yet what it was asked for. */
  boolean isAwaited(String id) {
    return database.read(
            tx ->
                tx.queryNumber(
                    """
                    SELECT count(*) FROM node_refreshes JOIN nodes ON nodes.id = node
                    WHERE request = ? AND state IS NULL AND %s > 0
                    """
                        .formatted(NodeRepository.LIVE),
                    id))
        > 0;
  }

  /** Returns what became of a request at the nodes that have done it. */
  List<NodeRefresh> answers(String id) {
    return database.read(
        tx ->
            tx.query(
                """
                SELECT node, state, models, message FROM node_refreshes
                WHERE request = ? AND state IS NOT NULL
                """,
                row ->
                    new NodeRefresh(
                        row.text("node"),
                        State.ofKey(row.text("state")),
                        Optional.ofNullable(row.intOrNull("models")),
                        Optional.ofNullable(row.textOrNull("message"))),
                id));
  }
}
