package dev.otto.scheduler.forecast;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill.ModelUsage;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.bill.StoredModelRef;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.SystemJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the latest runs that took something. */
public final class PastRunRepository {
  private static final int LATEST = 50;
  private static final String OF_JOB =
      """
      SELECT runs.id, runs.started_at, runs.finished_at,
        coalesce(runs.served_model_ref, runs.resolved_model_ref) AS main
      FROM runs
      WHERE runs.job_id = ? AND runs.finished_at IS NOT NULL
        AND EXISTS (SELECT 1 FROM model_usage WHERE model_usage.run_id = runs.id)
      ORDER BY runs.started_at DESC LIMIT ?
      """;
  private static final String OF_SCHEDULED_TASKS =
      """
      SELECT runs.id, runs.started_at, runs.finished_at,
        coalesce(runs.served_model_ref, runs.resolved_model_ref) AS main
      FROM runs JOIN jobs ON jobs.id = runs.job_id
      WHERE jobs.type NOT IN (?, ?) AND runs.finished_at IS NOT NULL
        AND EXISTS (SELECT 1 FROM model_usage WHERE model_usage.run_id = runs.id)
      ORDER BY runs.started_at DESC LIMIT ?
      """;

  private final Database database;

  public PastRunRepository(Database database) {
    this.database = database;
  }

  private record Found(String id, Duration length, Optional<ModelRef> main) {
    private static Found of(Row row) {
      Instant started = row.time("started_at");
      return new Found(
          row.text("id"),
          Duration.between(started, row.time("finished_at")),
          Optional.ofNullable(row.textOrNull("main")).map(StoredModelRef::read));
    }
  }

  /** Returns the latest runs of one job. */
  List<PastRun> ofJob(String id) {
    return database.read(tx -> withBills(tx, tx.query(OF_JOB, Found::of, id, LATEST)));
  }

  /** Returns the latest runs of all jobs of operators. */
  List<PastRun> ofScheduledTasks() {
    return database.read(
        tx ->
            withBills(
                tx,
                tx.query(
                    OF_SCHEDULED_TASKS,
                    Found::of,
                    SystemJob.HEARTBEAT,
                    SystemJob.WATCHDOG_FAILURES,
                    LATEST)));
  }

  private static List<PastRun> withBills(Tx tx, List<Found> runs) {
    Map<String, List<ModelUsage>> bills =
        BillRepository.ofRuns(tx, runs.stream().map(Found::id).toList());
    return runs.stream()
        .map(run -> new PastRun(run.length(), run.main(), bills.getOrDefault(run.id(), List.of())))
        .toList();
  }
}
