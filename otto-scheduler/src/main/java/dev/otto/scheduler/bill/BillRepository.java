package dev.otto.scheduler.bill;

import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Bill.ModelUsage;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table {@code model_usage}: one row for each model of a bill. */
public final class BillRepository {
  private BillRepository() {}

  /** Stores the bill of a run that began then. */
  public static void insertOfRun(Tx tx, String runId, Instant at, Bill bill) {
    bill.models().forEach(usage -> insert(tx, runId, null, at, usage));
  }

  /** Stores the bill of a message to the assistant. */
  public static void insertOfMessage(Tx tx, long messageId, Instant at, Bill bill) {
    bill.models().forEach(usage -> insert(tx, null, messageId, at, usage));
  }

  private static void insert(
      Tx tx, @Nullable String runId, @Nullable Long messageId, Instant at, ModelUsage usage) {
    Tokens tokens = usage.tokens();
    tx.update(
        """
        INSERT INTO model_usage (run_id, message_id, at, model_ref, input_tokens, output_tokens,
          reasoning_tokens, cache_read_tokens, cache_write_tokens, cost_usd, steps)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
        usage.steps());
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
                OfRun::runId, Collectors.mapping(OfRun::usage, Collectors.toList())));
  }

  private static ModelUsage usage(Row row) {
    Long steps = row.numberOrNull("steps");
    return new ModelUsage(
        StoredModelRef.read(row.text("model_ref")),
        new Tokens(
            row.number("input_tokens"),
            row.number("output_tokens"),
            row.number("reasoning_tokens"),
            row.number("cache_read_tokens"),
            row.number("cache_write_tokens")),
        row.decimalOrNull("cost_usd"),
        steps == null ? null : Math.toIntExact(steps));
  }
}
