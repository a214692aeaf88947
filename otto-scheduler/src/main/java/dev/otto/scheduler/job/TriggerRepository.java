package dev.otto.scheduler.job;

import dev.otto.scheduler.database.LabelDelegate;
import dev.otto.scheduler.database.Tx;
import java.util.List;
import org.quartz.TriggerKey;

/**
 * Compares the triggers in the tables of Quartz's clustered store, which only PostgreSQL has, with
 * the jobs that they are to fire.
 *
 * @param prompts the name of the scheduler of operators' jobs
 * @param system the name of the one of Otto's own
 */
record TriggerRepository(String prompts, String system) {
  private static final String AWAITS_ITS_TIME =
      """
      (next_run_at IS NOT NULL OR retry_at IS NOT NULL) AND paused = 0
        AND terminal_state IS NULL AND lock_token IS NULL
      """;

  private static final String DUE =
      "CASE WHEN next_run_at IS NULL OR retry_at < next_run_at THEN retry_at ELSE next_run_at END";

  private static final String SCHEDULER =
      "CASE WHEN starts_with(jobs.id, '" + SystemJob.PREFIX + "') THEN ? ELSE ? END";

  private static final String GROUP =
      "CASE WHEN jobs.runs_on IS NULL THEN '"
          + LabelDelegate.ANYWHERE
          + "' ELSE '"
          + LabelDelegate.LABELLED
          + "' || jobs.runs_on END";

  /** The jobs whose trigger would not fire at their time, and is not being fired. */
  private static final String UNSCHEDULED =
      "SELECT id FROM jobs WHERE "
          + AWAITS_ITS_TIME
          + " AND NOT EXISTS (SELECT 1 FROM qrtz_triggers t WHERE t.trigger_name = jobs.id"
          + " AND t.trigger_group = "
          + GROUP
          + " AND t.trigger_state IN ('WAITING', 'ACQUIRED')"
          + " AND t.sched_name = "
          + SCHEDULER
          + " AND t.next_fire_time = "
          + DUE
          + ") AND NOT EXISTS (SELECT 1 FROM qrtz_fired_triggers f WHERE f.trigger_name = jobs.id"
          + " AND f.trigger_group = "
          + GROUP
          + " AND f.sched_name = "
          + SCHEDULER
          + " AND f.sched_time = "
          + DUE
          + ") ORDER BY id";

  /**
   * The triggers of jobs that do not wait for a time, or for other nodes than theirs; those of a
   * run in flight have none.
   */
  private static final String UNWANTED =
      """
      SELECT trigger_name, trigger_group FROM qrtz_triggers
      WHERE job_group = 'otto' AND trigger_state IN ('WAITING', 'ACQUIRED', 'ERROR')
        AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = trigger_name AND trigger_group = %s AND
      """
              .formatted(GROUP)
          + AWAITS_ITS_TIME
          + ")";

  /** Returns the jobs that wait for a time at which they would not be fired. */
  List<String> unscheduled(Tx tx) {
    return tx.query(UNSCHEDULED, row -> row.text("id"), system, prompts, system, prompts);
  }

  /** Returns the jobs that have a trigger and wait for no time, or for other nodes. */
  List<String> unwanted(Tx tx) {
    return tx.query(UNWANTED + " ORDER BY trigger_name", row -> row.text("trigger_name"));
  }

  /** Returns the triggers of a job that its row does not want. */
  List<TriggerKey> unwanted(Tx tx, String jobId) {
    return tx.query(
        UNWANTED + " AND trigger_name = ?",
        row -> new TriggerKey(row.text("trigger_name"), row.text("trigger_group")),
        jobId);
  }
}
