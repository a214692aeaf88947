package dev.otto.scheduler.bill;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Bill.Charge;
import dev.otto.models.prompt.Bill.ModelUsage;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table {@code model_usage}: one row for each model of a bill, and each day of its steps. */
public final class BillRepository {
  private BillRepository() {}

  /**
   * The time of a bill.
   *
   * @param begin when the run, or the message, is said to have been
   * @param end when it ended
   * @param zone in which days begin
   */
  public record BillTime(Instant begin, Instant end, ZoneId zone) {
    private LocalDate day(Charge charge) {
      return LocalDate.ofInstant(endOf(charge), zone);
    }

    private Instant endOf(Charge charge) {
      Instant endedAt = charge.endedAt();
      return endedAt == null ? end : endedAt;
    }
  }

  /** Stores the bill of a run. */
  public static void insertOfRun(Tx tx, String runId, BillTime time, Bill bill) {
    rows(bill, time).forEach(row -> insert(tx, runId, null, time.begin(), row));
  }

  /** Stores the bill of a message to the assistant. */
  public static void insertOfMessage(Tx tx, long messageId, BillTime time, Bill bill) {
    rows(bill, time).forEach(row -> insert(tx, null, messageId, time.begin(), row));
  }

  /** Returns a charge for each model and each day on which steps of it ended. */
  private static List<Charge> rows(Bill bill, BillTime time) {
    if (!bill.isItemized()) {
      return bill.models().stream().map(usage -> new Charge(usage, time.end())).toList();
    }
    record Key(ModelRef model, LocalDate day) {}
    var byDay =
        bill.charges().stream()
            .collect(
                Collectors.groupingBy(
                    charge -> new Key(charge.usage().model(), time.day(charge)),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byDay.values().stream().map(charges -> sum(charges, time)).toList();
  }

  private static Charge sum(List<Charge> charges, BillTime time) {
    List<ModelUsage> sums = Bill.sums(charges.stream().map(Charge::usage).toList());
    Instant last =
        charges.stream().map(time::endOf).max(Comparator.naturalOrder()).orElse(time.end());
    return new Charge(sums.getFirst(), last);
  }

  private static void insert(
      Tx tx, @Nullable String runId, @Nullable Long messageId, Instant at, Charge charge) {
    ModelUsage usage = charge.usage();
    Tokens tokens = usage.tokens();
    tx.update(
        """
        INSERT INTO model_usage (run_id, message_id, at, model_ref, input_tokens, output_tokens,
          reasoning_tokens, cache_read_tokens, cache_write_tokens, cost_usd, steps, ended_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        runId,
        messageId,
        at,
        usage.model().toString(),
        tokens.input(),
        tokens.output(),
        tokens.reasoning(),
        tokens.cacheRead(),
        tokens.cacheWrite(),
        usage.costUsd(),
        usage.steps(),
        charge.endedAt());
  }

  /** Returns the usage of each of these runs that has any. */
  public static Map<String, List<ModelUsage>> ofRuns(Tx tx, List<String> runIds) {
    record OfRun(String runId, ModelUsage usage) {}
    if (runIds.isEmpty()) {
      return Map.of();
    }
    String places = String.join(", ", Collections.nCopies(runIds.size(), "?"));
    return tx
        .query(
            "SELECT * FROM model_usage WHERE run_id IN (%s) ORDER BY rowid".formatted(places),
            row -> new OfRun(row.text("run_id"), usage(row)),
            runIds.toArray())
        .stream()
        .collect(
            Collectors.groupingBy(
                OfRun::runId,
                Collectors.collectingAndThen(
                    Collectors.mapping(OfRun::usage, Collectors.toList()), Bill::sums)));
  }

  private static ModelUsage usage(Row row) {
    Long steps = row.numberOrNull("steps");
    return new ModelUsage(
        StoredModelRef.read(row.text("model_ref")),
        tokens(row),
        row.decimalOrNull("cost_usd"),
        steps == null ? null : Math.toIntExact(steps));
  }

  /** Reads the tokens of a row that has the columns of this table. */
  public static Tokens tokens(Row row) {
    return new Tokens(
        row.number("input_tokens"),
        row.number("output_tokens"),
        row.number("reasoning_tokens"),
        row.number("cache_read_tokens"),
        row.number("cache_write_tokens"));
  }
}
