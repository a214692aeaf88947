package dev.otto.scheduler.database;

import java.time.Duration;

/**
 * The rows of a table that some Otto has not finished, by their column {@code node}. Where several
 * share the database, Quartz's check-ins say which of them live; where one has it to itself, all
 * are its own.
 */
public enum Leftovers {
  /** Those of this Otto, which its process left before, unless it is at work on them. */
  OWN {
    @Override
    Conditions of(String node, String since) {
      return new Conditions().add("node = ?", node);
    }
  },

  /** Those of Ottos that no longer check in. */
  OF_THE_GONE {
    @Override
    Conditions of(String node, String since) {
      return new Conditions().add(GONE.formatted(since), NEWEST.toMillis());
    }
  },

  /** Those that no other Otto is at work on. */
  UNATTENDED {
    @Override
    Conditions of(String node, String since) {
      return new Conditions()
          .add(
              "(node IS NULL OR node = ? OR " + GONE.formatted(since) + ")",
              node,
              NEWEST.toMillis());
    }
  };

  /**
   * Longer than a node needs to check in again: one that only slept may begin something before it
   * does.
   */
  private static final Duration NEWEST = Duration.ofSeconds(10);

  private static final String GONE =
      """
      (%s < CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) - ?
        AND NOT EXISTS (SELECT 1 FROM qrtz_scheduler_state s WHERE s.instance_name = node))
      """;

  /**
   * Returns the conditions of these rows.
   *
   * @param since the column with the time since when a row has its node
   */
  public Conditions in(Tx tx, String since) {
    return tx.node().map(node -> of(node, since)).orElseGet(Conditions::new);
  }

  abstract Conditions of(String node, String since);
}
