package dev.otto.scheduler.daemon;

import dev.otto.scheduler.database.Database;
import java.net.URI;
import java.util.Optional;

/** The table of the nodes of a cluster, which only PostgreSQL has. */
record NodeRepository(Database database) {

  /** Stores where the OpenCode of a node is. */
  void put(String node, URI openCode) {
    int unused =
        database.write(
            tx ->
                tx.update(
                    """
                    INSERT INTO nodes (id, opencode_url) VALUES (?, ?)
                    ON CONFLICT (id) DO UPDATE SET opencode_url = excluded.opencode_url
                    """,
                    node,
                    openCode.toString()));
  }

  /** Returns where the OpenCode of a node is; empty for one that is not known. */
  Optional<URI> openCode(String node) {
    return database.read(
        tx ->
            tx.queryFirst(
                "SELECT opencode_url FROM nodes WHERE id = ?",
                row -> URI.create(row.text("opencode_url")),
                node));
  }
}
