package dev.otto.scheduler.jmx;

import dev.otto.scheduler.database.Database;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many jobs there are. */
final class JobViewRepository {
  /** In the order in which they are shown; each is there, even where there are none. */
  private static final String BY_STATE =
      """
      WITH states (state, place) AS (VALUES ('idle', 1), ('running', 2), ('paused', 3),
        ('completed', 4), ('expired', 5), ('cancelled', 6)),
      standing AS (SELECT CASE
          WHEN lock_token IS NOT NULL THEN 'running'
          WHEN terminal_state IS NOT NULL THEN terminal_state
          WHEN paused = 1 THEN 'paused'
          ELSE 'idle' END AS state FROM jobs)
      SELECT state, (SELECT count(*) FROM standing WHERE standing.state = states.state) AS jobs
      FROM states ORDER BY place
      """;

  private static final String NOT_OVER =
      """
      SELECT count(*) FROM jobs
      WHERE terminal_state IS NULL AND type <> 'model_catalog_refresh'
      """;

  private final Database database;

  JobViewRepository(Database database) {
    this.database = database;
  }

  private record Count(String state, long jobs) {}

  Map<String, Long> countByState() {
    var counts = new LinkedHashMap<String, Long>();
    database
        .read(tx -> tx.query(BY_STATE, row -> new Count(row.text("state"), row.number("jobs"))))
        .forEach(count -> counts.put(count.state(), count.jobs()));
    return counts;
  }

  /** Those that prompt. */
  int countNotOver() {
    return Math.toIntExact(database.read(tx -> tx.queryNumber(NOT_OVER)));
  }
}
