package dev.otto.scheduler.job;

import dev.otto.scheduler.database.Database;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts jobs by state. */
public final class JobCountRepository {
  /** The states in display order; each is shown, even without jobs. */
  private static final List<String> STATES =
      List.of("idle", "running", "paused", "completed", "expired", "cancelled");

  static final String BY_STATE =
      """
      SELECT CASE
          WHEN lock_token IS NOT NULL THEN 'running'
          WHEN terminal_state IS NOT NULL THEN terminal_state
          WHEN paused = 1 THEN 'paused'
          ELSE 'idle' END AS state, count(*) AS jobs
      FROM jobs GROUP BY 1
      """;

  private static final String NOT_OVER =
      """
      SELECT count(*) FROM jobs
      WHERE terminal_state IS NULL AND type <> 'model_catalog_refresh'
      """;

  private static final String DUE_BY_LABEL =
      """
      SELECT runs_on, count(*) AS jobs, min(id) AS example FROM jobs
      WHERE runs_on IS NOT NULL AND (next_run_at <= ? OR retry_at <= ?) AND paused = 0
        AND terminal_state IS NULL AND lock_token IS NULL
      GROUP BY runs_on ORDER BY runs_on
      """;

  private final Database database;

  /** Counts the jobs of this database. */
  public JobCountRepository(Database database) {
    this.database = database;
  }

  private record StateCount(String state, long jobs) {}

  /** Returns the number of jobs in each state, in display order. */
  public Map<String, Long> countByState() {
    var counts = new LinkedHashMap<String, Long>();
    STATES.forEach(state -> counts.put(state, 0L));
    database
        .read(
            tx -> tx.query(BY_STATE, row -> new StateCount(row.text("state"), row.number("jobs"))))
        .forEach(count -> counts.put(count.state(), count.jobs()));
    return counts;
  }

  /** Returns the jobs that are due and run only on nodes with a label, by that. */
  List<JobsWithoutNode.Waiting> dueByLabel(Instant now) {
    return database.read(
        tx ->
            tx.query(
                DUE_BY_LABEL,
                row ->
                    new JobsWithoutNode.Waiting(
                        row.text("runs_on"), row.number("jobs"), row.text("example")),
                now,
                now));
  }

  /** Counts the jobs that still prompt. */
  public int countNotOver() {
    return Math.toIntExact(database.read(tx -> tx.queryNumber(NOT_OVER)));
  }
}
