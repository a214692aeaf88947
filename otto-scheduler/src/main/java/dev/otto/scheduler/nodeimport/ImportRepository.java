package dev.otto.scheduler.nodeimport;

import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.run.RunResultRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes rows of the Node.js Otto, each once: a row whose id exists stays as it is. */
final class ImportRepository {
  private static final String JOB =
      """
      INSERT INTO jobs (id, type, schedule_type, run_at, cadence_minutes, profile_id, model_ref,
        payload, paused, next_run_at, last_run_at, terminal_state, terminal_reason, created_at,
        updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String RUN =
      """
      INSERT INTO runs (id, job_id, scheduled_for, started_at, finished_at, state, error_code,
        error_message, result_json, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
      """;

  private static final int RESULT_OF_RUN = 8;

  private static final String AUDIT_ENTRY =
      """
      INSERT INTO audit_entries (at, actor, surface, action, target, before, after, outcome, job_id,
        job_action, lane, metadata_json, imported_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (imported_id) WHERE imported_id IS NOT NULL DO NOTHING
      """;

  private static final String ACTIVATE =
      """
      UPDATE jobs SET paused = 0, next_run_at = ?
      WHERE id = ? AND paused = 1 AND updated_at = ? AND terminal_state IS NULL
      """;

  /** The creation and last change of the job with this id. */
  record Present(Instant createdAt, Instant updatedAt) {}

  Optional<Present> present(Tx tx, String jobId) {
    return tx.queryFirst(
        "SELECT created_at, updated_at FROM jobs WHERE id = ?",
        row -> new Present(row.time("created_at"), row.time("updated_at")),
        jobId);
  }

  void insert(Tx tx, NodeJob job, @Nullable String modelRef, boolean paused, Instant now) {
    tx.update(
        JOB,
        job.id(),
        job.type(),
        job.cadenceMinutes() == null ? "oneshot" : "recurring",
        job.runAt(),
        job.cadenceMinutes(),
        job.profileId(),
        modelRef,
        job.payload(),
        paused,
        job.next(now),
        job.lastRunAt(),
        job.terminalState(),
        job.terminalReason(),
        job.createdAt(),
        job.updatedAt());
  }

  /** Resumes a job that an import left paused, unless it was changed since. */
  boolean activate(Tx tx, NodeJob job, Instant now) {
    return tx.update(ACTIVATE, job.next(now), job.id(), job.updatedAt()) == 1;
  }

  int insertRuns(Tx tx, List<@Nullable Object[]> rows) {
    return rows.stream().mapToInt(row -> insertRun(tx, row)).sum();
  }

  private static int insertRun(Tx tx, @Nullable Object[] row) {
    int inserted = tx.update(RUN, row);
    if (inserted == 1 && row[RESULT_OF_RUN] instanceof String json) {
      RunResultRepository.shorten(tx, String.valueOf(row[0]), json);
    }
    return inserted;
  }

  int insertAudit(Tx tx, List<@Nullable Object[]> rows) {
    return rows.stream().mapToInt(row -> tx.update(AUDIT_ENTRY, row)).sum();
  }

  long runsStartedBefore(Tx tx, Instant time) {
    return tx.queryNumber("SELECT count(*) FROM runs WHERE started_at < ?", time);
  }
}
