package dev.otto.scheduler.job;

import dev.otto.scheduler.database.LabelDelegate;
import dev.otto.scheduler.database.Tx;
import java.util.List;
import org.quartz.TriggerKey;

/**
 * Compares the triggers in the tables of Quartz's clustered store, which only PostgreSQL has, with
 * the jobs that they are to fire, and makes many of them at once.
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
      "FROM jobs WHERE "
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
          + ")";

  /**
   * Makes what Quartz makes of a {@link JobTrigger} and its job, of the rows as they are while this
   * runs.
   */
  private static final String SCHEDULE =
      """
      WITH wanted AS (
        SELECT CAST(? AS text) AS scheduler, id,
      """
          + GROUP
          + " AS trigger_group, "
          + DUE
          + " AS due "
          + UNSCHEDULED
          + """
         AND id = ANY (string_to_array(?, chr(10)))),
      details AS (
        INSERT INTO qrtz_job_details (sched_name, job_name, job_group, job_class_name,
          is_durable, is_nonconcurrent, is_update_data, requests_recovery)
        SELECT scheduler, id, 'otto', 'org.quartz.Job', false, false, false, false FROM wanted
        ON CONFLICT DO NOTHING),
      triggers AS (
        INSERT INTO qrtz_triggers (sched_name, trigger_name, trigger_group, job_name, job_group,
          next_fire_time, prev_fire_time, priority, trigger_state, trigger_type, start_time,
          end_time, misfire_instr)
        SELECT scheduler, id, trigger_group, id, 'otto', due, -1, 5, 'WAITING', 'SIMPLE', due, 0, -1
        FROM wanted
        ON CONFLICT (sched_name, trigger_name, trigger_group) DO UPDATE SET
          next_fire_time = excluded.next_fire_time, prev_fire_time = excluded.prev_fire_time,
          trigger_state = excluded.trigger_state, start_time = excluded.start_time)
      INSERT INTO qrtz_simple_triggers (sched_name, trigger_name, trigger_group, repeat_count,
        repeat_interval, times_triggered)
      SELECT scheduler, id, trigger_group, 0, 0, 0 FROM wanted
      ON CONFLICT (sched_name, trigger_name, trigger_group) DO UPDATE SET
        times_triggered = excluded.times_triggered
      """;

  /**
   * The triggers of jobs that do not wait for a time, or for other nodes than theirs; those of a
   * run in flight have none.
   */
  private static final String UNWANTED =
      """
      SELECT trigger_name, trigger_group FROM qrtz_triggers
      WHERE job_group = 'otto' AND trigger_state IN ('WAITING', 'ACQUIRED', 'ERROR')
        AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = trigger_name AND trigger_group =
      """
          + GROUP
          + " AND "
          + AWAITS_ITS_TIME
          + ")";

  /** Returns the name of the scheduler that fires this job. */
  String scheduler(String jobId) {
    return jobId.startsWith(SystemJob.PREFIX) ? system : prompts;
  }

  /**
   * Returns the first of the jobs that wait for a time at which they would not be fired, soonest
   * due first.
   */
  List<String> unscheduled(Tx tx, int limit) {
    return tx.query(
        "SELECT id " + UNSCHEDULED + " ORDER BY " + DUE + ", id LIMIT ?",
        row -> row.text("id"),
        system,
        prompts,
        system,
        prompts,
        limit);
  }

  /**
   * Gives those of the jobs their trigger that are still unscheduled, and returns their number. The
   * caller holds the lock of the scheduler, so that whoever changes a row meanwhile sets its
   * trigger after this.
   *
   * @param scheduler the one of all these jobs
   */
  int schedule(Tx tx, String scheduler, List<String> ids) {
    return tx.update(SCHEDULE, scheduler, system, prompts, system, prompts, String.join("\n", ids));
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
