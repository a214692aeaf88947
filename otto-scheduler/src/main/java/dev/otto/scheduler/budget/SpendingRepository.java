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
  private static final String STORED =
      """
      SELECT spent.rowid AS position, spent.run_id, coalesce(spent.ended_at, spent.at) AS ended_at,
        spent.model_ref, spent.input_tokens, spent.output_tokens, spent.reasoning_tokens,
        spent.cache_read_tokens, spent.cache_write_tokens, spent.cost_usd, runs.job_id, jobs.type
      FROM model_usage AS spent
        LEFT JOIN runs ON runs.id = spent.run_id
        LEFT JOIN jobs ON jobs.id = runs.job_id
      """;

  private static final String SINCE =
      STORED
          + """
      WHERE spent.at >= ?
      UNION ALL
      SELECT NULL, NULL, ended_at, model_ref, input_tokens, output_tokens, reasoning_tokens,
        cache_read_tokens, cache_write_tokens, cost_usd, job_id, type
      FROM deleted_usage
      WHERE at >= ?
      """;

  private static final String AFTER = STORED + "WHERE spent.rowid > ?";

  /** The query of what is in flight; a row that is not of a run is of a message. */
  private static final String IN_FLIGHT =
      """
      SELECT open.id, open.provider, open.ended_at, open.tokens, open.cost_usd, runs.job_id, jobs.type
      FROM open_spending AS open
        LEFT JOIN runs ON runs.id = open.id AND runs.state = 'running'
        LEFT JOIN jobs ON jobs.id = runs.job_id
      WHERE runs.id IS NOT NULL
        OR EXISTS (SELECT 1 FROM assistant_messages WHERE message_in_flight = open.id)
      """;

  private final Database database;

  public SpendingRepository(Database database) {
    this.database = database;
  }

  /**
   * The usage of one provider in one run or message.
   *
   * @param position the number of the row; null for a run that was deleted with its job, and for
   *     what is in flight
   * @param id that of the run; null for a message to the assistant that is over, and for a run that
   *     was deleted with its job
   */
  record Spent(
      @Nullable Long position,
      @Nullable String id,
      Instant endedAt,
      Payer payer,
      String provider,
      Amount amount) {

    Spent plus(Amount more) {
      return new Spent(position, id, endedAt, payer, provider, amount.plus(more));
    }
  }

  /** The spending of several Ottos at one moment: what is over, and what is in flight. */
  record Recent(List<Spent> over, List<Spent> inFlight) {}

  /** Returns the usage of everything that began from this time on. */
  List<Spent> since(Instant time) {
    return database.read(tx -> tx.query(SINCE, SpendingRepository::spent, time, time));
  }

  /** Returns what was stored after the row of this number, and all that is in flight. */
  Recent after(long position) {
    return database.read(
        tx ->
            new Recent(
                tx.query(AFTER, SpendingRepository::spent, position),
                tx.query(IN_FLIGHT, SpendingRepository::open)));
  }

  private static Spent spent(Row row) {
    Double cost = row.decimalOrNull("cost_usd");
    return new Spent(
        row.numberOrNull("position"),
        row.textOrNull("run_id"),
        row.time("ended_at"),
        payer(row),
        StoredModelRef.read(row.text("model_ref")).providerId(),
        new Amount(BillRepository.tokens(row).withoutCacheReads(), cost == null ? 0 : cost));
  }

  private static Spent open(Row row) {
    Double cost = row.decimalOrNull("cost_usd");
    return new Spent(
        null,
        row.text("id"),
        row.time("ended_at"),
        payer(row),
        row.text("provider"),
        new Amount(row.number("tokens"), cost == null ? 0 : cost));
  }

  private static Payer payer(Row row) {
    String job = row.textOrNull("job_id");
    return job == null ? Payer.of(Flow.INTERACTIVE_ASSISTANT) : Payer.ofJob(flow(row), job);
  }

  private static Flow flow(Row row) {
    return Optional.ofNullable(row.textOrNull("type"))
        .flatMap(SystemJob::flowOf)
        .orElse(Flow.SCHEDULED_TASKS);
  }
}
