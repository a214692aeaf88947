package dev.otto.scheduler.daemon;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;

/** Writes runs as rows, for what only reads them. */
public final class RunRows {
  private final Database database;

  public RunRows(Database database) {
    this.database = database;
  }

  public void succeeded(String runId, String jobId, Instant at, String source) {
    add(runId, jobId, at, "succeeded");
    database.write(
        tx -> {
          tx.update(
              """
              UPDATE runs SET model_source = ?, input_tokens = 100, output_tokens = 20,
                cost_usd = 0.01, usage_complete = 1 WHERE id = ?
              """,
              source,
              runId);
          return spend(tx, runId, at, "fake/alpha");
        });
  }

  /** Writes a bill of 100 tokens in and 20 out that cost a cent. */
  public static int spend(Tx tx, String runId, Instant at, String model) {
    return tx.update(
        """
        INSERT INTO model_usage (run_id, at, model_ref, input_tokens, output_tokens,
          reasoning_tokens, cache_read_tokens, cache_write_tokens, cost_usd, steps)
        VALUES (?, ?, ?, 100, 20, 0, 0, 0, 0.01, 1)
        """,
        runId,
        at,
        model);
  }

  public void failed(String runId, String jobId, Instant at, String code) {
    add(runId, jobId, at, "failed");
    database.write(
        tx ->
            tx.update(
                "UPDATE runs SET error_code = ?, error_message = 'It did.' WHERE id = ?",
                code,
                runId));
  }

  public void lost(String runId, String jobId, Instant at) {
    add(runId, jobId, at, "lost");
  }

  private void add(String runId, String jobId, Instant at, String state) {
    database.write(
        tx -> {
          tx.update(
              """
              INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
              VALUES (?, 'test', 'recurring', 0, 0) ON CONFLICT DO NOTHING
              """,
              jobId);
          return tx.update(
              """
              INSERT INTO runs (id, job_id, started_at, finished_at, state, created_at)
              VALUES (?, ?, ?, ?, ?, 0)
              """,
              runId,
              jobId,
              at.minusSeconds(5),
              at,
              state);
        });
  }
}
