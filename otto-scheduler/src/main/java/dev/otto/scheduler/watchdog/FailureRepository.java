package dev.otto.scheduler.watchdog;

import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.util.List;

/** The failed runs, and whether an alert has reported them. */
final class FailureRepository {

  /**
   * Returns the failures not yet reported, except those that an operator made by an abort, and the
   * watchdog's own: an alert that fails must not cause the next one.
   */
  List<FailedRun> untold(Tx tx, Instant since) {
    return tx.query(
        """
        SELECT id, job_id, coalesce(error_code, state) AS reason, error_message, finished_at
        FROM runs
        WHERE state IN ('failed', 'lost') AND finished_at >= ? AND job_id <> 'system-watchdog-failures'
          AND NOT EXISTS (SELECT 1 FROM watchdog_alerts WHERE run_id = runs.id)
          AND NOT (error_code = 'aborted' AND EXISTS (
            SELECT 1 FROM audit_entries
            WHERE at >= runs.started_at AND action = 'run.abort' AND after = runs.id))
        ORDER BY finished_at
        """,
        FailureRepository::failure,
        since);
  }

  void markTold(Tx tx, List<FailedRun> told, long notificationId, Instant now) {
    told.forEach(
        failure ->
            tx.update(
                "INSERT INTO watchdog_alerts (run_id, notification_id, alerted_at) VALUES (?, ?, ?)",
                failure.runId(),
                notificationId,
                now));
  }

  private static FailedRun failure(Row row) {
    return new FailedRun(
        row.text("id"),
        row.text("job_id"),
        row.text("reason"),
        row.textOrNull("error_message"),
        row.time("finished_at"));
  }
}
