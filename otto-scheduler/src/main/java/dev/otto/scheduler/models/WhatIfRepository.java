package dev.otto.scheduler.models;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what one model took, by job. */
public final class WhatIfRepository {
  private static final String BY_JOB =
      """
      SELECT runs.job_id, count(DISTINCT coalesce(spent.run_id, CAST(spent.message_id AS TEXT)))
          AS receipts,
        sum(spent.input_tokens) AS input_tokens, sum(spent.output_tokens) AS output_tokens,
        sum(spent.reasoning_tokens) AS reasoning_tokens,
        sum(spent.cache_read_tokens) AS cache_read_tokens,
        sum(spent.cache_write_tokens) AS cache_write_tokens, sum(spent.cost_usd) AS cost_usd,
        max(CASE WHEN spent.steps > 0
          THEN (spent.input_tokens + spent.cache_read_tokens + spent.cache_write_tokens)
            / spent.steps
          ELSE 0 END) AS in_a_step
      FROM model_usage AS spent LEFT JOIN runs ON runs.id = spent.run_id
      WHERE spent.model_ref = ? AND spent.at >= ?
      GROUP BY runs.job_id ORDER BY coalesce(sum(spent.cost_usd), 0) DESC, runs.job_id
      """;

  private final Database database;

  public WhatIfRepository(Database database) {
    this.database = database;
  }

  /**
   * The usage of a model for one job.
   *
   * @param jobId null for the assistant
   * @param billedUsd null if it had no price
   * @param inOneStep the most tokens that were sent in a step, as the mean of the run's steps; some
   *     steps sent more
   */
  record Taken(
      @Nullable String jobId,
      long receipts,
      Tokens tokens,
      @Nullable Double billedUsd,
      long inOneStep) {

    private static Taken of(Row row) {
      return new Taken(
          row.textOrNull("job_id"),
          row.number("receipts"),
          BillRepository.tokens(row),
          row.decimalOrNull("cost_usd"),
          row.number("in_a_step"));
    }
  }

  /** Returns the usage of the model since then, the dearest job first. */
  List<Taken> takenBy(ModelRef model, Instant since) {
    return database.read(tx -> tx.query(BY_JOB, Taken::of, model.toString(), since));
  }
}
