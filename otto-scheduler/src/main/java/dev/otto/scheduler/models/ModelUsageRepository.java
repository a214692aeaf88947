package dev.otto.scheduler.models;

import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.bill.StoredModelRef;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads which jobs name a model, and how often each model was used. */
public final class ModelUsageRepository {
  private static final String JOBS =
      """
      SELECT id, %s FROM jobs
      WHERE model_ref IS NOT NULL AND terminal_state IS NULL ORDER BY id
      """
          .formatted(StoredChoice.COLUMNS);
  static final String RUNS =
      """
      SELECT resolved_model_ref AS ref, count(*) AS runs FROM runs
      WHERE started_at >= ? AND resolved_model_ref IS NOT NULL GROUP BY resolved_model_ref
      """;

  private final Database database;

  public ModelUsageRepository(Database database) {
    this.database = database;
  }

  /**
   * A job that names a model of its own.
   *
   * @param readable whether all that it asks for can be read; otherwise the choice is the model
   */
  public record NamedByJob(String id, ModelChoice choice, boolean readable) {

    private static NamedByJob of(Row row) {
      Optional<ModelChoice> choice = StoredChoice.read(row);
      ModelRef ref = StoredModelRef.read(row.text("model_ref"));
      return new NamedByJob(
          row.text("id"),
          choice.orElseGet(() -> ModelChoice.of(Optional.of(ref))),
          choice.isPresent());
    }
  }

  private record ModelCount(ModelRef ref, long runs) {}

  /** Returns the jobs that name a model and are not over. */
  public List<NamedByJob> jobs() {
    return database.read(ModelUsageRepository::jobs);
  }

  /** Returns the same in a transaction. */
  static List<NamedByJob> jobs(Tx tx) {
    return tx.query(JOBS, NamedByJob::of);
  }

  /** Returns the number of runs since then for each resolved model. */
  public Map<ModelRef, Long> runsSince(Instant time) {
    return database
        .read(
            tx ->
                tx.query(
                    RUNS,
                    row -> new ModelCount(StoredModelRef.read(row.text("ref")), row.number("runs")),
                    time))
        .stream()
        .collect(Collectors.toMap(ModelCount::ref, ModelCount::runs));
  }
}
