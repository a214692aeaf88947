package dev.otto.scheduler.run;

import dev.otto.models.ModelRef;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the totals of the runs of all jobs. */
public final class RunStatsRepository {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final String BY_HOUR =
      """
      SELECT started_at / %d AS hour, state,
        coalesce(served_model_ref, resolved_model_ref) AS model, count(*) AS runs,
        sum(model_source = 'fallback_global_default') AS fallbacks,
        sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
        sum(cost_usd) AS cost_usd
      FROM runs WHERE started_at >= ? GROUP BY hour, state, model ORDER BY hour
      """
          .formatted(HOUR);
  private static final String FAILING =
      """
      SELECT job_id, id, finished_at, error_code, error_message,
        (SELECT count(*) FROM runs AS failure
         WHERE failure.job_id = runs.job_id AND failure.state IN ('failed', 'lost')
           AND failure.started_at > coalesce(
             (SELECT max(started_at) FROM runs AS success
              WHERE success.job_id = runs.job_id AND success.state IN ('succeeded', 'skipped')
                AND success.started_at >= ?1), ?1)) AS failures
      FROM runs
      WHERE state IN ('failed', 'lost') AND finished_at >= ?1
        AND NOT EXISTS (
          SELECT 1 FROM runs AS later
          WHERE later.job_id = runs.job_id AND later.state <> 'running'
            AND (later.started_at, later.id) > (runs.started_at, runs.id))
        AND EXISTS (
          SELECT 1 FROM jobs
          WHERE jobs.id = runs.job_id AND jobs.terminal_state IS NOT 'cancelled')
      ORDER BY finished_at DESC LIMIT ?2
      """;

  private final Database database;

  public RunStatsRepository(Database database) {
    this.database = database;
  }

  /**
   * The runs that began in one hour, ended in the same state and used the same model.
   *
   * @param hour its beginning, in UTC
   * @param model that served, or was to serve; null where there was none
   */
  public record RunGroup(Instant hour, String state, @Nullable ModelRef model, Sums sums) {}

  /** The totals of some runs. */
  public record Sums(
      long runs, long fallbacks, long inputTokens, long outputTokens, double costUsd) {
    public static final Sums NOTHING = new Sums(0, 0, 0, 0, 0);

    public Sums plus(Sums more) {
      return new Sums(
          runs + more.runs,
          fallbacks + more.fallbacks,
          inputTokens + more.inputTokens,
          outputTokens + more.outputTokens,
          costUsd + more.costUsd);
    }
  }

  /**
   * A job whose last run failed or was lost.
   *
   * @param failures the number of failed runs since the last that succeeded
   * @param runId the last of them
   */
  public record Failing(
      String jobId,
      long failures,
      String runId,
      Instant at,
      @Nullable String errorCode,
      @Nullable String errorMessage) {}

  /** Returns the runs that started from this time on, the earliest first. */
  public List<RunGroup> byHour(Instant since) {
    return database.read(tx -> tx.query(BY_HOUR, RunStatsRepository::group, since));
  }

  /**
   * Returns the jobs that are not cancelled and whose last run failed or was lost, not before this
   * time.
   */
  public List<Failing> failing(Instant since, int limit) {
    return database.read(tx -> tx.query(FAILING, RunStatsRepository::failing, since, limit));
  }

  private static RunGroup group(Row row) {
    String model = row.textOrNull("model");
    Double cost = row.decimalOrNull("cost_usd");
    return new RunGroup(
        Instant.ofEpochMilli(row.number("hour") * HOUR),
        row.text("state"),
        model == null ? null : ModelRef.of(model),
        new Sums(
            row.number("runs"),
            row.number("fallbacks"),
            row.number("input_tokens"),
            row.number("output_tokens"),
            cost == null ? 0 : cost));
  }

  private static Failing failing(Row row) {
    return new Failing(
        row.text("job_id"),
        row.number("failures"),
        row.text("id"),
        row.time("finished_at"),
        row.textOrNull("error_code"),
        row.textOrNull("error_message"));
  }
}
