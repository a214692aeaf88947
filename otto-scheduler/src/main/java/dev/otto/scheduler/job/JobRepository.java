package dev.otto.scheduler.job;

import dev.otto.models.ModelRef;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of jobs. Each statement belongs to somebody's transaction. */
public final class JobRepository {
  private static final String INSERT =
      """
      INSERT INTO jobs (type, schedule_type, run_at, cadence_minutes, cron, time_zone, profile_id,
        model_ref, payload, paused, next_run_at, terminal_state, terminal_reason, created_at,
        updated_at, id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  /** What a run sets, its lock and the time of the last run, is not touched. */
  private static final String UPDATE =
      """
      UPDATE jobs SET type = ?, schedule_type = ?, run_at = ?, cadence_minutes = ?, cron = ?,
        time_zone = ?, profile_id = ?, model_ref = ?, payload = ?, paused = ?, next_run_at = ?,
        terminal_state = ?, terminal_reason = ?, created_at = ?, updated_at = ?
      WHERE id = ?
      """;

  private static final String LIST =
      """
      SELECT * FROM jobs
      WHERE (updated_at < ?1 OR (updated_at = ?1 AND id < ?2))
        AND CASE ?3
              WHEN 'running' THEN lock_token IS NOT NULL
              WHEN 'paused' THEN lock_token IS NULL AND paused = 1
              WHEN 'idle' THEN lock_token IS NULL AND paused = 0
              ELSE 1
            END
        AND (?4 IS NULL OR instr(lower(id || char(10) || type || char(10) ||
              coalesce(payload, '') || char(10) || coalesce(model_ref, '')), lower(?4)) > 0)
      ORDER BY updated_at DESC, id DESC
      LIMIT ?5
      """;

  private static final String AWAITING =
      """
      SELECT * FROM jobs
      WHERE next_run_at IS NOT NULL AND paused = 0 AND terminal_state IS NULL AND lock_token IS NULL
      """;

  private static final String OVERDUE =
      """
      SELECT * FROM jobs
      WHERE next_run_at < ? AND schedule_type = 'oneshot' AND paused = 0 AND terminal_state IS NULL
        AND lock_token IS NULL
      """;

  private static final Instant END_OF_TIME = Instant.ofEpochMilli(Long.MAX_VALUE);

  public Optional<Job> find(Tx tx, String id) {
    return tx.queryFirst("SELECT * FROM jobs WHERE id = ?", JobRepository::job, id);
  }

  /** Newest update first. */
  public JobPage list(Tx tx, JobQuery query) {
    JobCursor cursor = query.cursor();
    List<Job> found =
        tx.query(
            LIST,
            JobRepository::job,
            cursor == null ? END_OF_TIME : cursor.updatedAt(),
            cursor == null ? "" : cursor.id(),
            query.status() == null ? null : query.status().key(),
            query.search(),
            query.limit() + 1);
    if (found.size() <= query.limit()) {
      return new JobPage(found, null);
    }
    List<Job> page = found.subList(0, query.limit());
    Job last = page.getLast();
    return new JobPage(page, new JobCursor(last.updatedAt(), last.id()));
  }

  /** The first jobs by id that are not over. */
  List<Job> notOver(Tx tx, int limit) {
    return tx.query(
        "SELECT * FROM jobs WHERE terminal_state IS NULL ORDER BY id LIMIT ?",
        JobRepository::job,
        limit);
  }

  /** Every job that a trigger belongs to. */
  List<Job> awaitingTheirTime(Tx tx) {
    return tx.query(AWAITING, JobRepository::job);
  }

  /** One-shots whose time was before this. */
  List<Job> oneShotsDueBefore(Tx tx, Instant time) {
    return tx.query(OVERDUE, JobRepository::job, time);
  }

  void insert(Tx tx, Job job) {
    tx.update(INSERT, columns(job));
  }

  void update(Tx tx, Job job) {
    tx.update(UPDATE, columns(job));
  }

  private static @Nullable Object[] columns(Job job) {
    var columns = new ArrayList<@Nullable Object>(16);
    columns.add(job.type());
    columns.add(job.schedule().type());
    columns.add(job.runAt());
    columns.add(job.schedule() instanceof Schedule.Cadence cadence ? cadence.minutes() : null);
    columns.add(job.schedule() instanceof Schedule.Cron cron ? cron.expression() : null);
    columns.add(job.schedule() instanceof Schedule.Cron cron ? cron.zone().getId() : null);
    columns.add(job.profileId());
    columns.add(job.modelRef() == null ? null : job.modelRef().toString());
    columns.add(job.payload());
    Job.State state = job.state();
    columns.add(state.paused());
    columns.add(state.nextRunAt());
    columns.add(state.end() == null ? null : state.end().state().key());
    columns.add(state.end() == null ? null : state.end().reason());
    columns.add(job.createdAt());
    columns.add(job.updatedAt());
    columns.add(job.id());
    return columns.toArray();
  }

  private static Job job(Row row) {
    String modelRef = row.textOrNull("model_ref");
    return new Job(
        row.text("id"),
        row.text("type"),
        schedule(row),
        row.timeOrNull("run_at"),
        row.textOrNull("profile_id"),
        modelRef == null ? null : ModelRef.of(modelRef),
        row.textOrNull("payload"),
        state(row),
        row.time("created_at"),
        row.time("updated_at"));
  }

  private static Schedule schedule(Row row) {
    if (row.text("schedule_type").equals("oneshot")) {
      return new Schedule.OneShot();
    }
    String cron = row.textOrNull("cron");
    return cron == null
        ? new Schedule.Cadence((int) row.number("cadence_minutes"))
        : new Schedule.Cron(cron, ZoneId.of(row.text("time_zone")));
  }

  private static Job.State state(Row row) {
    String token = row.textOrNull("lock_token");
    String end = row.textOrNull("terminal_state");
    return new Job.State(
        row.flag("paused"),
        row.timeOrNull("next_run_at"),
        row.timeOrNull("last_run_at"),
        token == null ? null : new Job.Lock(token, row.timeOrNull("lock_expires_at")),
        end == null
            ? null
            : new Job.End(TerminalState.ofKey(end), row.textOrNull("terminal_reason")));
  }
}
