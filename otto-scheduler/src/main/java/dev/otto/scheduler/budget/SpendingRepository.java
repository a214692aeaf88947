package dev.otto.scheduler.budget;

import dev.otto.models.Flow;
import dev.otto.models.Payer;
import dev.otto.models.Spending.Amount;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.bill.StoredModelRef;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.job.SystemJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what was spent by runs and messages that are over, deleted ones included. */
public final class SpendingRepository {
  private static final String SINCE =
      """
      SELECT spent.run_id, coalesce(spent.ended_at, spent.at) AS ended_at, spent.model_ref,
        spent.input_tokens, spent.output_tokens, spent.reasoning_tokens, spent.cache_read_tokens,
        spent.cache_write_tokens, spent.cost_usd, runs.job_id, jobs.type
      FROM model_usage AS spent
        LEFT JOIN runs ON runs.id = spent.run_id
        LEFT JOIN jobs ON jobs.id = runs.job_id
      WHERE spent.at >= ?
      UNION ALL
      SELECT NULL, ended_at, model_ref, input_tokens, output_tokens, reasoning_tokens,
        cache_read_tokens, cache_write_tokens, cost_usd, job_id, type
      FROM deleted_usage
      WHERE at >= ?
      """;

  private final Database database;

  public SpendingRepository(Database database) {
    this.database = database;
  }

  /**
   * The usage of one model in one run or message.
   *
   * @param runId null for a message to the assistant, and for a run that was deleted with its job
   */
  record Spent(
      @Nullable String runId, Instant endedAt, Payer payer, String provider, Amount amount) {}

  /** Returns the usage of everything that began from this time on. */
  List<Spent> since(Instant time) {
    return database.read(tx -> tx.query(SINCE, SpendingRepository::spent, time, time));
  }

  private static Spent spent(Row row) {
    String job = row.textOrNull("job_id");
    Double cost = row.decimalOrNull("cost_usd");
    return new Spent(
        row.textOrNull("run_id"),
        row.time("ended_at"),
        job == null ? Payer.of(Flow.INTERACTIVE_ASSISTANT) : Payer.ofJob(flow(row), job),
        StoredModelRef.read(row.text("model_ref")).providerId(),
        new Amount(BillRepository.tokens(row).withoutCacheReads(), cost == null ? 0 : cost));
  }

  private static Flow flow(Row row) {
    return Optional.ofNullable(row.textOrNull("type"))
        .flatMap(SystemJob::flowOf)
        .orElse(Flow.SCHEDULED_TASKS);
  }
}
