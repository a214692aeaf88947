package dev.otto.scheduler.database;

import java.time.Duration;
import java.util.Optional;

/**
 * The locks of the server that the connection that writes holds, and with which they end: that of
 * the database, and that of the node, so that no two Ottos are the same one. A home that was copied
 * has the id of the first.
 */
record ServerLocks(String location, Sharing sharing, String node) {

  /** The two halves of the number of the database's lock: one that is ours, and the schema. */
  private static final String DATABASE = "1330926671, hashtext(current_schema())";

  /** The number of a node's lock, in the other kind of numbers that locks can have. */
  private static final String NODE = "hashtextextended(current_schema() || ' ' || ?, 1330926671)";

  private static final String TAKE =
      "SELECT count(*) FROM (SELECT %s(%s) AS taken) AS it WHERE taken";

  private static final String TAKE_NODE = TAKE.formatted("pg_try_advisory_lock", NODE);

  private static final String OWNER =
      """
      SELECT coalesce(host(client_addr), 'the server itself') AS host, backend_start
      FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND granted AND pg_locks.pid <> pg_backend_pid()
        AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  private static final String OWNER_OF_DATABASE =
      OWNER
          + """
          AND objsubid = 2 AND classid = 1330926671
          AND objid::bigint = (hashtext(current_schema())::bigint & 4294967295)
          """;

  private static final String OWNER_OF_NODE =
      OWNER + "AND objsubid = 1 AND ((classid::bigint << 32) | objid::bigint) = " + NODE;

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** The others that may write to the database, too; those who share it keep out who does not. */
  enum Sharing {
    NOBODY(
        "pg_try_advisory_lock",
        "Another Otto uses %s%s; stop what uses it, or name another database"),
    CLUSTER(
        "pg_try_advisory_lock_shared",
        "A program that must have %s to itself, such as otto move, uses it%s; start Otto when that has ended");

    private final String take;
    private final String refusal;

    Sharing(String function, String refusal) {
      take = TAKE.formatted(function, DATABASE);
      this.refusal = refusal;
    }
  }

  /**
   * Takes both.
   *
   * @param patience with another that ends
   * @throws DatabaseException where another Otto has one of them, with a sentence for the operator
   */
  void take(Tx tx, Duration patience) {
    if (!taken(tx, patience, sharing.take)) {
      throw refused(sharing.refusal.formatted(location, owner(tx, OWNER_OF_DATABASE)));
    }
    if (!taken(tx, patience, TAKE_NODE, node)) {
      throw refused(
          "Another Otto uses %s as the node %s%s; give one of them another node.name, or, if this home is a copy of its, delete data/node-id in this one"
              .formatted(location, node, owner(tx, OWNER_OF_NODE, node)));
    }
  }

  private static boolean taken(Tx tx, Duration patience, String take, Object... parameters) {
    long end = System.nanoTime() + patience.toNanos();
    while (tx.queryNumber(take, parameters) == 0) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static String owner(Tx tx, String query, Object... parameters) {
    Optional<String> owner =
        tx.queryFirst(
            query,
            row -> ", connected from " + row.text("host") + " since " + row.text("backend_start"),
            parameters);
    return owner.orElse("");
  }

  private static DatabaseException refused(String message) {
    return new DatabaseException(DatabaseException.Reason.LOCKED, message);
  }

  /** Lets a moment pass between two tries. */
  static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DatabaseException.closed();
    }
  }
}
