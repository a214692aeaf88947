package dev.otto.scheduler.run;

import dev.otto.models.ModelRef;
import dev.otto.scheduler.acknowledge.TellingRuns;
import dev.otto.scheduler.bill.StoredModelRef;
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
      SELECT started_at / %d AS hour,
        CASE WHEN error_code = 'aborted' THEN 'aborted' ELSE state END AS outcome,
        coalesce(served_model_ref, resolved_model_ref) AS model, count(*) AS runs,
        count(*) FILTER (
          WHERE model_source IN ('fallback_global_default', 'fallback_chain')) AS fallbacks,
        min(CASE WHEN state = 'running' THEN 1 ELSE usage_complete END) AS complete
      FROM runs WHERE started_at >= ? GROUP BY hour, outcome, model ORDER BY hour
      """
          .formatted(HOUR);
  private static final String USED =
      """
      SELECT spent.model_ref,
        sum(spent.input_tokens + cache_read_tokens + cache_write_tokens) AS input_tokens,
        sum(spent.output_tokens + reasoning_tokens) AS output_tokens,
        sum(spent.cost_usd) AS cost_usd,
        min(coalesce(runs.usage_complete, assistant_messages.usage_complete)) AS complete
      FROM model_usage AS spent
        LEFT JOIN runs ON runs.id = spent.run_id
        LEFT JOIN assistant_messages ON assistant_messages.id = spent.message_id
      WHERE spent.at >= ? GROUP BY spent.model_ref ORDER BY spent.model_ref
      """;
  private static final String ASKED =
      """
      SELECT coalesce(served_model_ref, resolved_model_ref) AS model, count(*) AS messages,
        min(usage_complete) AS complete
      FROM assistant_messages WHERE at >= ? AND message_in_flight IS NULL AND probe = 0
      GROUP BY model ORDER BY model
      """;

  /** The condition of a failed run since the last one of its job that succeeded. */
  private static final String IN_A_ROW =
      """
      failure.job_id = runs.job_id AND failure.state IN ('failed', 'lost') AND %s
        AND failure.started_at > coalesce(
          (SELECT max(started_at) FROM runs AS success
           WHERE success.job_id = runs.job_id AND success.state IN ('succeeded', 'skipped')
             AND %s AND success.started_at >= ?), ?)
      """
          .formatted(TellingRuns.condition("failure"), TellingRuns.condition("success"));

  private static final String FAILING =
      """
      SELECT job_id, id, finished_at, error_code, error_message,
        (SELECT count(*) FROM runs AS failure WHERE %1$s) AS failures,
        coalesce((SELECT min(started_at) FROM runs AS failure WHERE %1$s), started_at)
          AS failing_since
      FROM runs
      WHERE state IN ('failed', 'lost') AND %2$s
        AND finished_at >= ?
        AND NOT EXISTS (
          SELECT 1 FROM runs AS later
          WHERE later.job_id = runs.job_id AND %3$s
            AND (later.started_at, later.id) > (runs.started_at, runs.id))
        AND EXISTS (
          SELECT 1 FROM jobs
          WHERE jobs.id = runs.job_id AND coalesce(jobs.terminal_state, '') <> 'cancelled')
      ORDER BY finished_at DESC LIMIT ?
      """
          .formatted(IN_A_ROW, TellingRuns.condition("runs"), TellingRuns.condition("later"));

  private final Database database;

  public RunStatsRepository(Database database) {
    this.database = database;
  }

  /**
   * The runs that began in one hour, ended in the same state and used the same model; those that
   * were aborted have a state of their own.
   *
   * @param hour its beginning, in UTC
   * @param model that served, or was to serve; null where there was none
   */
  public record RunGroup(Instant hour, String state, @Nullable ModelRef model, Sums sums) {}

  /**
   * The totals of some runs.
   *
   * @param complete whether all is known that those spent that are over
   */
  public record Sums(long runs, long fallbacks, boolean complete) {
    public static final Sums NOTHING = new Sums(0, 0, true);

    public Sums plus(Sums more) {
      return new Sums(runs + more.runs, fallbacks + more.fallbacks, complete && more.complete);
    }
  }

  /**
   * The work of one model, for runs and for the assistant.
   *
   * @param costUsd null where it has no price
   * @param complete whether this is all; otherwise it is the least
   */
  public record Used(
      ModelRef model,
      long inputTokens,
      long outputTokens,
      @Nullable Double costUsd,
      boolean complete) {}

  /**
   * The number of messages to the assistant that one model answered, or was to answer.
   *
   * @param complete whether all is known that they took
   */
  public record Asked(ModelRef model, long messages, boolean complete) {}

  /**
   * A job whose last run failed or was lost; one that was aborted does not count.
   *
   * @param failures the number of failed runs since the last that succeeded
   * @param since when the first of them started
   * @param runId the last of them
   */
  public record Failing(
      String jobId,
      long failures,
      Instant since,
      String runId,
      Instant at,
      @Nullable String errorCode,
      @Nullable String errorMessage) {}

  /**
   * The runs and the usage of some hours.
   *
   * @param groups the runs, the earliest first
   */
  public record Totals(List<RunGroup> groups, List<Used> used, List<Asked> asked) {
    public Totals {
      groups = List.copyOf(groups);
      used = List.copyOf(used);
      asked = List.copyOf(asked);
    }
  }

  /** Returns what began from this time on. */
  public Totals since(Instant time) {
    return database.read(
        tx ->
            new Totals(
                tx.query(BY_HOUR, RunStatsRepository::group, time),
                tx.query(USED, RunStatsRepository::used, time),
                tx.query(ASKED, RunStatsRepository::asked, time)));
  }

  private static Asked asked(Row row) {
    return new Asked(
        StoredModelRef.read(row.text("model")), row.number("messages"), row.flag("complete"));
  }

  private static Used used(Row row) {
    return new Used(
        StoredModelRef.read(row.text("model_ref")),
        row.number("input_tokens"),
        row.number("output_tokens"),
        row.decimalOrNull("cost_usd"),
        row.flag("complete"));
  }

  /**
   * Returns the jobs that are not cancelled and whose last run failed or was lost, not before this
   * time.
   */
  public List<Failing> failing(Instant since, int limit) {
    return database.read(
        tx ->
            tx.query(
                FAILING, RunStatsRepository::failing, since, since, since, since, since, limit));
  }

  private static RunGroup group(Row row) {
    String model = row.textOrNull("model");
    return new RunGroup(
        Instant.ofEpochMilli(row.number("hour") * HOUR),
        row.text("outcome"),
        model == null ? null : StoredModelRef.read(model),
        new Sums(row.number("runs"), row.number("fallbacks"), row.flag("complete")));
  }

  private static Failing failing(Row row) {
    return new Failing(
        row.text("job_id"),
        row.number("failures"),
        row.time("failing_since"),
        row.text("id"),
        row.time("finished_at"),
        row.textOrNull("error_code"),
        row.textOrNull("error_message"));
  }
}
