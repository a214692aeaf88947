package dev.otto.scheduler.job;

import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.quartz.RequestedModel;
import dev.otto.scheduler.database.Conditions;
import dev.otto.scheduler.database.PageCursor;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.models.StoredChoice;
import dev.otto.scheduler.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of jobs. Each statement belongs to a caller's transaction. */
public final class JobRepository {
  private static final String INSERT =
      """
      INSERT INTO jobs (type, schedule_type, run_at, cadence_minutes, cron, time_zone, profile_id,
        model_ref, model_variant, model_fallbacks, model_policy, only_providers, on_failure,
        payload, runs_on, paused, created_at, updated_at, id, next_run_at, terminal_state,
        terminal_reason)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  /**
   * The statement that writes what operators decide; what runs change has statements of its own.
   */
  private static final String UPDATE =
      """
      UPDATE jobs SET type = ?, schedule_type = ?, run_at = ?, cadence_minutes = ?, cron = ?,
        time_zone = ?, profile_id = ?, model_ref = ?, model_variant = ?, model_fallbacks = ?,
        model_policy = ?, only_providers = ?, on_failure = ?, payload = ?, runs_on = ?, paused = ?,
        created_at = ?, updated_at = ?
      WHERE id = ?
      """;

  /** The statement of an operator's plan, which is newer than a retry. */
  private static final String PLAN =
      """
      UPDATE jobs SET next_run_at = ?, terminal_state = ?, terminal_reason = ?,
        over_budget = ?, asked_by = ?, asked_model_ref = ?,
        retry_at = NULL, retry_of = NULL, retry_attempt = NULL, retry_max_attempts = NULL
      WHERE id = ?
      """;

  private static final String CLAIM =
      """
      UPDATE jobs SET lock_token = ?, last_run_at = ?, next_run_at = ?,
        retry_at = NULL, retry_of = NULL, retry_attempt = NULL, retry_max_attempts = NULL
      WHERE id = ? AND ? IN (next_run_at, retry_at) AND paused = 0
        AND terminal_state IS NULL AND lock_token IS NULL
      """;

  private static final String RELEASE =
      """
      UPDATE jobs SET lock_token = NULL, next_run_at = ?, terminal_state = ?, terminal_reason = ?,
        retry_at = ?, retry_of = ?, retry_attempt = ?, retry_max_attempts = ?, held_until = ?,
        over_budget = 0, asked_by = NULL,
        asked_model_ref = CASE WHEN ? = 1 THEN asked_model_ref END
      WHERE id = ? AND lock_token = ?
      """;

  private static final String HELD =
      """
      SELECT id FROM jobs
      WHERE held_until > ? AND held_until IN (next_run_at, retry_at) AND terminal_state IS NULL
        AND lock_token IS NULL
      """;

  private static final String LET_GO =
      """
      UPDATE jobs SET
        next_run_at = CASE WHEN next_run_at = held_until THEN ? ELSE next_run_at END,
        retry_at = CASE WHEN retry_at = held_until THEN ? ELSE retry_at END
      WHERE id = ?
      """;

  /** Many jobs at once are read without their payloads, which may be large. */
  private static final String WITHOUT_PAYLOAD =
      """
      SELECT id, type, schedule_type, run_at, cadence_minutes, cron, time_zone, profile_id,
        model_ref, model_variant, model_fallbacks, model_policy, only_providers, on_failure,
        NULL AS payload, runs_on, paused, next_run_at, last_run_at, lock_token, lock_expires_at,
        retry_at, retry_of, retry_attempt, retry_max_attempts, over_budget, asked_by,
        asked_model_ref, terminal_state, terminal_reason, created_at, updated_at
      FROM jobs
      """;

  private static final String AWAITING =
      WITHOUT_PAYLOAD
          + """
      WHERE (next_run_at IS NOT NULL OR retry_at IS NOT NULL) AND paused = 0
        AND terminal_state IS NULL AND lock_token IS NULL
      """;

  private static final String NEXT_TIMES =
      """
      SELECT id, type, runs_on, CASE WHEN next_run_at IS NULL OR retry_at < next_run_at
          THEN retry_at ELSE next_run_at END AS due_at
      FROM jobs
      WHERE (next_run_at IS NOT NULL OR retry_at IS NOT NULL) AND paused = 0
        AND terminal_state IS NULL AND lock_token IS NULL
      """;

  private static final String OVERDUE =
      """
      SELECT id FROM jobs
      WHERE coalesce(next_run_at, retry_at) < ? AND schedule_type = 'oneshot' AND paused = 0
        AND terminal_state IS NULL AND lock_token IS NULL
      """;

  /** All that can be unreadable. */
  private static final String PERHAPS_SET_ASIDE =
      WITHOUT_PAYLOAD
          + """
      WHERE terminal_state IS NULL
        AND (cron IS NOT NULL OR model_ref IS NOT NULL OR model_policy IS NOT NULL
          OR only_providers IS NOT NULL
          OR (schedule_type = 'recurring' AND cadence_minutes IS NULL))
      ORDER BY id
      """;

  public Optional<Job> find(Tx tx, String id) {
    return tx.queryFirst("SELECT * FROM jobs WHERE id = ?", JobRows::job, id);
  }

  /** Returns those of the jobs that there are, without their payloads; from PostgreSQL only. */
  List<Job> findAll(Tx tx, List<String> ids) {
    return tx.query(
        WITHOUT_PAYLOAD + "WHERE id = ANY (string_to_array(?, chr(10)))",
        JobRows::job,
        String.join("\n", ids));
  }

  /**
   * Returns the length of a job's payload in bytes, without reading it; empty if there is no job.
   */
  Optional<Long> payloadBytes(Tx tx, String id) {
    return tx.queryFirst(
        "SELECT coalesce(octet_length(payload), 0) AS bytes FROM jobs WHERE id = ?",
        row -> row.number("bytes"),
        id);
  }

  /** Returns jobs without their payloads, newest update first. */
  public FoundJobs list(Tx tx, JobQuery query) {
    Conditions conditions = conditions(query);
    List<Job> found =
        tx.query(
            WITHOUT_PAYLOAD + conditions.where() + " ORDER BY updated_at DESC, id DESC LIMIT ?",
            JobRows::job,
            conditions.parameters(query.limit() + 1));
    if (found.size() <= query.limit()) {
      return new FoundJobs(found, null);
    }
    List<Job> page = found.subList(0, query.limit());
    Job last = page.getLast();
    return new FoundJobs(page, new PageCursor(last.updatedAt(), last.id()));
  }

  private static Conditions conditions(JobQuery query) {
    var conditions = new Conditions();
    if (query.cursor() != null) {
      conditions.add("(updated_at, id) < (?, ?)", query.cursor().at(), query.cursor().id());
    }
    if (query.status() != null) {
      conditions.add(
          switch (query.status()) {
            case RUNNING -> "lock_token IS NOT NULL";
            case PAUSED -> "lock_token IS NULL AND paused = 1";
            case IDLE -> "lock_token IS NULL AND paused = 0";
          });
    }
    if (query.search() != null) {
      conditions.contains(query.search(), List.of("id", "type", "payload", "model_ref"));
    }
    if (query.type() != null) {
      conditions.add("type = ?", query.type());
    }
    return conditions;
  }

  /** Returns the first jobs by id that are not over, without their payloads. */
  List<Job> notOver(Tx tx, int limit) {
    return tx.query(
        WITHOUT_PAYLOAD + "WHERE terminal_state IS NULL ORDER BY id LIMIT ?", JobRows::job, limit);
  }

  /** Returns every job that has a trigger, without its payload. */
  List<Job> awaitingTheirTime(Tx tx) {
    return tx.query(AWAITING, JobRows::job).stream().filter(Job::awaitsItsTime).toList();
  }

  /** The time of a job that waits for it; of one that is set aside, too. */
  record NextTime(String jobId, Instant at, boolean system, @Nullable String runsOn) {}

  /** Reads when jobs are due, and nothing else of them. */
  List<NextTime> nextTimes(Tx tx) {
    return tx.query(
        NEXT_TIMES,
        row ->
            new NextTime(
                row.text("id"),
                row.time("due_at"),
                SystemJob.owns(row.text("id"), row.text("type")),
                row.textOrNull("runs_on")));
  }

  /** Returns the jobs whose row cannot be read as a whole, in the order of their ids. */
  List<Job> setAside(Tx tx) {
    return tx.query(PERHAPS_SET_ASIDE, JobRows::job).stream().filter(Job::setAside).toList();
  }

  /** Returns the ids of the one-shots that were due before this time. */
  List<String> oneShotsDueBefore(Tx tx, Instant time) {
    return tx.query(OVERDUE, row -> row.text("id"), time);
  }

  /** Reads the flow and the choice of a job, and not its payload, which may be large. */
  Optional<RequestedModel.Stated> requestedModel(Tx tx, String id) {
    return tx.queryFirst(
        "SELECT type, " + StoredChoice.COLUMNS + " FROM jobs WHERE id = ?",
        row ->
            new RequestedModel.Stated(
                SystemJob.flowOf(row.text("type")).orElse(Flow.SCHEDULED_TASKS),
                StoredChoice.read(row).orElse(ModelChoice.INHERIT)),
        id);
  }

  void insert(Tx tx, Job job) {
    List<@Nullable Object> columns = definition(job);
    columns.addAll(plan(job.state().nextRunAt(), job.state().end()));
    tx.update(INSERT, columns.toArray());
  }

  /** Stores the difference between the two. */
  void update(Tx tx, Job before, Job after) {
    tx.update(UPDATE, definition(after).toArray());
    Job.State was = before.state();
    Job.State is = after.state();
    if (!Objects.equals(was.nextRunAt(), is.nextRunAt())
        || !Objects.equals(was.retry(), is.retry())
        || !Objects.equals(was.end(), is.end())
        || !Objects.equals(was.asked(), is.asked())) {
      plan(tx, after.id(), is);
    }
  }

  /**
   * Moves the next time of a waiting job, and reports whether there was one. The row of one that
   * runs is written, too: whatever ends its run at this moment is overtaken then, and computes
   * anew.
   */
  public boolean moveNextRun(Tx tx, String id, Instant next) {
    boolean moved =
        tx.update(
                """
                UPDATE jobs SET next_run_at = ?
                WHERE id = ? AND next_run_at IS NOT NULL AND lock_token IS NULL
                """,
                next,
                id)
            == 1;
    if (!moved) {
      tx.update("UPDATE jobs SET next_run_at = next_run_at WHERE id = ?", id);
    }
    return moved;
  }

  /** Sets the cadence of a system job, which follows a setting. */
  public void setCadence(Tx tx, String id, int minutes) {
    tx.update("UPDATE jobs SET cadence_minutes = ? WHERE id = ?", minutes, id);
  }

  /**
   * Locks the job for a run, and plans its next time.
   *
   * @return false if the job is no longer due then, or not at all
   */
  public boolean claim(
      Tx tx, String id, Instant dueAt, String runId, Instant now, Optional<Instant> next) {
    return tx.update(CLAIM, runId, now, next.orElse(null), id, dueAt) == 1;
  }

  /**
   * The plan for a job after a run.
   *
   * @param end set if it has neither a next time nor a retry
   * @param heldUntil the one of both times that is there because a budget was spent
   */
  public record Rescheduling(
      @Nullable Instant next,
      Job.@Nullable NextAttempt retry,
      Job.@Nullable End end,
      @Nullable Instant heldUntil) {

    /** Returns the plan for a job that has no other time. */
    public static Rescheduling held(Instant until) {
      return new Rescheduling(until, null, null, until);
    }
  }

  /** Returns the ids of the jobs that wait for a budget to begin anew. */
  List<String> held(Tx tx, Instant now) {
    return tx.query(HELD, row -> row.text("id"), now);
  }

  /** Makes a job that waits for a budget due now. */
  void letGo(Tx tx, String id, Instant now) {
    tx.update(LET_GO, now, now, id);
  }

  /** Unlocks the job after its run. */
  public void release(Tx tx, String id, String runId, Rescheduling plan) {
    Job.NextAttempt retry = plan.retry();
    List<@Nullable Object> columns = plan(plan.next(), plan.end());
    columns.add(retry == null ? null : retry.at());
    columns.add(retry == null ? null : retry.runId());
    columns.add(retry == null ? null : retry.attempt());
    columns.add(retry == null ? null : retry.maxAttempts());
    columns.add(plan.heldUntil());
    // What was asked for goes on then.
    columns.add(retry != null || plan.heldUntil() != null);
    columns.add(id);
    columns.add(runId);
    tx.update(RELEASE, columns.toArray());
  }

  private static void plan(Tx tx, String id, Job.State state) {
    List<@Nullable Object> columns = plan(state.nextRunAt(), state.end());
    Job.RunRequest asked = state.asked();
    columns.add(state.overBudget());
    columns.add(asked == null ? null : asked.surface().key());
    columns.add(state.model().map(ModelRef::toString).orElse(null));
    columns.add(id);
    tx.update(PLAN, columns.toArray());
  }

  private static List<@Nullable Object> plan(@Nullable Instant next, Job.@Nullable End end) {
    var columns = new ArrayList<@Nullable Object>(9);
    columns.add(next);
    columns.add(end == null ? null : end.state().key());
    columns.add(end == null ? null : end.reason());
    return columns;
  }

  private static List<@Nullable Object> definition(Job job) {
    Schedule schedule =
        job.schedule() instanceof Schedule.Unusable(_, _, _, Schedule stored) && stored != null
            ? stored
            : job.schedule();
    var columns = new ArrayList<@Nullable Object>(22);
    columns.add(job.type());
    columns.add(schedule.type());
    columns.add(job.runAt());
    columns.add(schedule instanceof Schedule.Cadence cadence ? cadence.minutes() : null);
    columns.add(schedule.cronText().orElse(null));
    columns.add(schedule.zoneName().orElse(null));
    columns.add(job.profileId());
    columns.addAll(StoredChoice.values(job.choice()));
    columns.add(job.payload());
    columns.add(job.runsOn());
    columns.add(job.state().paused());
    columns.add(job.createdAt());
    columns.add(job.updatedAt());
    columns.add(job.id());
    return columns;
  }
}
