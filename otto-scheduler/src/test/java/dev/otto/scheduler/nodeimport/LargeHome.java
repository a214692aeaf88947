package dev.otto.scheduler.nodeimport;

import java.sql.SQLException;

/** Fills an old home as years of use do. */
final class LargeHome {
  private LargeHome() {}

  /** Adds so many jobs, each with as many runs and as many audit entries. */
  static void fill(OldHome home, int jobs, int runsOfEach) throws SQLException {
    Rows.run(
        home.database(),
        "PRAGMA synchronous = OFF",
        "BEGIN",
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
        INSERT INTO jobs (id, type, status, payload, next_run_at, created_at, updated_at,
          schedule_type, run_at, cadence_minutes, profile_id)
        SELECT 'job-' || i, 'reminder', 'idle', json_object('text', 'Ünï ' || i, 'n', i),
          1795000000000 + i * 1000, 1795000000000 + i, 1795000000000 + i * 2, 'recurring',
          1795000000000, 1 + i %% 500, CASE WHEN i %% 3 = 0 THEN 'mail' END FROM n
        """
            .formatted(jobs),
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
        INSERT INTO job_runs (id, job_id, scheduled_for, started_at, finished_at, status,
          error_code, error_message, result_json, created_at)
        SELECT 'run-' || j.rowid || '-' || i, j.id, 1795000000000 + i, 1795000000000 + i,
          1795000000500 + i, CASE WHEN i %% 10 = 0 THEN 'failed' ELSE 'success' END,
          CASE WHEN i %% 10 = 0 THEN 'timeout' END, CASE WHEN i %% 10 = 0 THEN 'too slow' END,
          json_object('status', 'success', 'summary', printf('%%.300c', 'x'), 'errors', json('[]')),
          1795000000000 + i FROM jobs j, n WHERE j.id LIKE 'job-%%'
        """
            .formatted(runsOfEach),
        """
        INSERT INTO task_audit_log (id, task_id, action, lane, actor, after_json, metadata_json,
          created_at)
        SELECT 'audit-' || id, id, 'create', 'scheduled', 'control_plane', '{}',
          '{"command":"create_task","source":"external_api"}', created_at FROM jobs
        """,
        "COMMIT");
  }
}
