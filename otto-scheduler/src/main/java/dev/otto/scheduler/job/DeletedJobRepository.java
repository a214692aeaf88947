package dev.otto.scheduler.job;

import dev.otto.scheduler.database.Tx;
import java.time.Instant;

/**
 * Deletes jobs for good: the row with the prompt, the runs with their answers and receipts, what
 * was notified of them, and the texts of the audit. What the runs spent is kept in the table {@code
 * deleted_usage}, since budgets count it; the audit keeps who changed the job, and when.
 */
public final class DeletedJobRepository {
  private static final String KEEP_SPENT =
      """
      INSERT INTO deleted_usage (at, ended_at, job_id, type, model_ref, input_tokens,
        output_tokens, reasoning_tokens, cache_read_tokens, cache_write_tokens, cost_usd)
      SELECT spent.at, coalesce(spent.ended_at, spent.at), jobs.id, jobs.type, spent.model_ref,
        spent.input_tokens, spent.output_tokens, spent.reasoning_tokens, spent.cache_read_tokens,
        spent.cache_write_tokens, spent.cost_usd
      FROM model_usage AS spent
        JOIN runs ON runs.id = spent.run_id
        JOIN jobs ON jobs.id = runs.job_id
      WHERE runs.id IN (SELECT id FROM runs WHERE job_id = ? ORDER BY started_at, id LIMIT ?)
      """;

  private static final String DELETE_NOTES =
      """
      DELETE FROM notifications WHERE run_id IN
        (SELECT id FROM runs WHERE job_id = ? ORDER BY started_at, id LIMIT ?)
      """;

  private static final String DELETE_RUNS =
      """
      DELETE FROM runs WHERE id IN
        (SELECT id FROM runs WHERE job_id = ? ORDER BY started_at, id LIMIT ?)
      """;

  /** The parts of replacements stay: they name models alone, and an undo reads them. */
  private static final String EMPTY_AUDIT =
      """
      UPDATE audit_entries SET before = NULL, after = NULL, metadata_json = NULL
      WHERE job_id = ? AND group_id IS NULL
      """;

  /** Returns the number of runs of a job. */
  long runs(Tx tx, String jobId) {
    return tx.queryNumber("SELECT count(*) FROM runs WHERE job_id = ?", jobId);
  }

  /** Deletes at most so many runs of a job, the oldest first, and returns their number. */
  int deleteRuns(Tx tx, String jobId, int limit) {
    tx.update(KEEP_SPENT, jobId, limit);
    tx.update(DELETE_NOTES, jobId, limit);
    return tx.update(DELETE_RUNS, jobId, limit);
  }

  /** Deletes a job whose runs are deleted. */
  void delete(Tx tx, String jobId) {
    tx.update(EMPTY_AUDIT, jobId);
    tx.update("DELETE FROM jobs WHERE id = ?", jobId);
  }

  /** Deletes what was kept of the time before this. */
  public int deleteSpentBefore(Tx tx, Instant time) {
    return tx.update("DELETE FROM deleted_usage WHERE at < ?", time);
  }
}
