package dev.otto.scheduler.run;

import dev.otto.local.Sha256;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.bill.BillJson;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.bill.BillRepository.BillTime;
import dev.otto.scheduler.bill.StoredModelRef;
import dev.otto.scheduler.database.Conditions;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table {@code runs}. */
public final class RunRepository {
  static final String LATEST_OF_JOBS =
      """
      SELECT runs.* FROM jobs JOIN runs ON runs.id =
        (SELECT id FROM runs WHERE job_id = jobs.id ORDER BY started_at DESC, id DESC LIMIT 1)
      WHERE jobs.id > ? ORDER BY jobs.id LIMIT ?
      """;

  /** The name by which an Otto is told that a run of its is to end early. */
  static final String ABORT = "run.abort";

  private final Database database;
  private final ZoneId zone;

  /** Creates the repository of runs whose days are those of UTC. */
  public RunRepository(Database database) {
    this(database, ZoneOffset.UTC);
  }

  /**
   * @param zone in which the days begin on which money was spent
   */
  public RunRepository(Database database, ZoneId zone) {
    this.database = database;
    this.zone = zone;
  }

  /** A page of a job's runs, with short reports, and their total number. */
  public record RunsPage(List<Run> runs, long total) {
    public RunsPage {
      runs = List.copyOf(runs);
    }
  }

  /** Returns a run with its whole report. */
  public Optional<Run> find(String id) {
    return database.read(tx -> find(tx, id));
  }

  static Optional<Run> find(Tx tx, String id) {
    return query(tx, "SELECT * FROM runs WHERE id = ?", id).stream()
        .findFirst()
        .map(run -> RunResultRepository.find(tx, id).map(run::with).orElse(run));
  }

  /** Returns the runs of a job, the last started first. */
  public RunsPage ofJob(String jobId, int limit, int offset) {
    return database.read(
        tx ->
            new RunsPage(
                query(
                    tx,
                    """
                    SELECT * FROM runs WHERE job_id = ?
                    ORDER BY started_at DESC, id DESC LIMIT ? OFFSET ?
                    """,
                    jobId,
                    limit,
                    offset),
                tx.queryNumber("SELECT count(*) FROM runs WHERE job_id = ?", jobId)));
  }

  /** Returns the latest of all runs, the last started first. */
  public List<Run> latest(int limit) {
    return database.read(
        tx -> query(tx, "SELECT * FROM runs ORDER BY started_at DESC, id DESC LIMIT ?", limit));
  }

  /**
   * Returns the last run of each job that has run, in the order of the jobs' ids.
   *
   * @param after only jobs that come after this one
   */
  public List<Run> latestOfEachJob(String after, int limit) {
    return database.read(tx -> query(tx, LATEST_OF_JOBS, after, limit));
  }

  /** Returns every run that is not over, the first started first. */
  public List<Run> open() {
    return database.read(tx -> open(tx, new Conditions()));
  }

  /** Returns those of these Ottos. */
  public List<Run> open(Leftovers whose) {
    return database.read(tx -> open(tx, whose.in(tx, "started_at")));
  }

  /**
   * Stores that a run is to end early and tells the Otto that runs it; false where it is over, or
   * no other Otto can run it.
   */
  boolean requestAbort(String runId, Instant now) {
    return database.write(
        tx -> {
          boolean isRequested =
              tx.node().isPresent()
                  && tx.update(
                          """
                          UPDATE runs SET abort_requested_at = ?
                          WHERE id = ? AND state = 'running'
                          """,
                          now,
                          runId)
                      == 1;
          if (isRequested) {
            tx.tell(ABORT);
          }
          return isRequested;
        });
  }

  /** Returns the ids of this Otto's open runs that are to end early. */
  List<String> requestedAborts() {
    return database.read(
        tx -> {
          var conditions =
              Leftovers.OWN
                  .in(tx, "started_at")
                  .add("state = 'running'")
                  .add("abort_requested_at IS NOT NULL");
          return tx.query(
              "SELECT id FROM runs" + conditions.where(),
              row -> row.text("id"),
              conditions.parameters());
        });
  }

  private static List<Run> open(Tx tx, Conditions conditions) {
    conditions.add("state = 'running'");
    return query(
        tx,
        "SELECT * FROM runs" + conditions.where() + " ORDER BY started_at, id",
        conditions.parameters());
  }

  /** Returns how often each model was resolved for runs started from this time on. */
  public Map<ModelRef, Long> timesResolvedSince(Instant since) {
    record Count(ModelRef model, long runs) {}
    return database
        .read(
            tx ->
                tx.query(
                    """
                    SELECT resolved_model_ref, count(*) AS runs FROM runs
                    WHERE started_at >= ? AND resolved_model_ref IS NOT NULL
                    GROUP BY resolved_model_ref
                    """,
                    row ->
                        new Count(
                            StoredModelRef.read(row.text("resolved_model_ref")),
                            row.number("runs")),
                    since))
        .stream()
        .collect(Collectors.toMap(Count::model, Count::runs));
  }

  /**
   * Deletes at most {@code limit} of the runs that ended before this time, and returns their
   * number. In batches, so that other writes do not wait for long.
   */
  public int deleteEndedBefore(Instant time, int limit) {
    return database.write(
        tx ->
            tx.update(
                """
                DELETE FROM runs WHERE id IN
                  (SELECT id FROM runs WHERE started_at < ? AND finished_at < ? LIMIT ?)
                """,
                time,
                time,
                limit));
  }

  /**
   * Stores the session of a run and what is sent in it, durably when this returns; nothing may be
   * prompted in the session before.
   *
   * @param before the models that were asked in earlier sessions
   * @return false if the run has ended, or is gone; then nothing may be prompted at all
   */
  boolean storeSession(String runId, String sessionId, String prompt, List<TriedModel> before) {
    // A long one takes its time, so not within the transaction.
    String hash = Sha256.hex(prompt);
    return database.write(
        tx -> {
          boolean open =
              tx.update(
                      """
                      UPDATE runs SET session_id = ?, tries_json = ?, prompt_sha256 = ?
                      WHERE id = ? AND finished_at IS NULL
                      """,
                      sessionId,
                      TriesJson.write(before),
                      hash,
                      runId)
                  == 1;
          if (open) {
            RunPromptRepository.keep(tx, hash, prompt);
          }
          return open;
        });
  }

  void insert(Tx tx, Run run) {
    Receipt.Choice choice = run.receipt().choice();
    tx.update(
        """
        INSERT INTO runs (id, job_id, scheduled_for, started_at, created_at, state,
          requested_model_ref, resolved_model_ref, model_source, fallback_reason,
          catalog_updated_at, node, attempt, max_attempts, retry_of, model_variant, surface,
          usage_complete)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
        """,
        run.id(),
        run.jobId(),
        run.timing().scheduledFor(),
        run.timing().startedAt(),
        run.timing().startedAt(),
        run.outcome().state(),
        text(choice.requested()),
        text(choice.resolved()),
        choice.source(),
        choice.fallbackReason(),
        choice.catalogUpdatedAt(),
        run.receipt().node(),
        run.attempt().number(),
        run.attempt().max(),
        run.attempt().retryOf(),
        choice.variant(),
        run.surface() == null ? null : run.surface().key());
  }

  /** Returns the surface through which a run was asked for, where that is recorded. */
  Optional<Surface> surface(Tx tx, String id) {
    return tx.queryFirst(
            "SELECT surface FROM runs WHERE id = ?",
            row -> Optional.ofNullable(row.textOrNull("surface")).flatMap(Surface::parse),
            id)
        .flatMap(found -> found);
  }

  /** Writes the end of a run, once: false if it has already ended, and that end stays. */
  boolean end(Tx tx, Run run) {
    Instant begin = run.timing().startedAt();
    Instant end = Objects.requireNonNullElse(run.timing().finishedAt(), begin);
    Receipt receipt = run.receipt();
    Report whole = run.outcome().report();
    Report report = whole == null ? null : whole.shortened();
    boolean ended =
        tx.update(
                """
            UPDATE runs SET state = ?, finished_at = ?, error_code = ?, error_message = ?,
              result_json = ?, result_truncated = ?, requested_model_ref = ?, resolved_model_ref = ?,
              served_model_ref = ?, model_source = ?, fallback_reason = ?, catalog_updated_at = ?,
              input_tokens = ?, output_tokens = ?, cost_usd = ?, usage_complete = ?,
              permissions_json = ?, max_attempts = ?, model_variant = ?,
              tries_json = ?
            WHERE id = ? AND finished_at IS NULL
            """,
                run.outcome().state(),
                run.timing().finishedAt(),
                run.outcome().errorCode(),
                run.outcome().errorMessage(),
                report == null ? null : report.json(),
                report != null && report.truncated(),
                text(receipt.choice().requested()),
                text(receipt.choice().resolved()),
                text(receipt.served()),
                receipt.choice().source(),
                receipt.choice().fallbackReason(),
                receipt.choice().catalogUpdatedAt(),
                BillJson.inputTokens(receipt.bill()),
                BillJson.outputTokens(receipt.bill()),
                BillJson.costUsd(receipt.bill()),
                receipt.bill().complete(),
                PermissionsJson.write(receipt.permissions()),
                run.attempt().max(),
                receipt.choice().variant(),
                TriesJson.write(receipt.tries()),
                run.id())
            == 1;
    if (ended) {
      if (whole != null) {
        RunResultRepository.insertIfBig(tx, run.id(), whole);
      }
      BillRepository.insertOfRun(tx, run.id(), new BillTime(begin, end, zone), receipt.bill());
    }
    return ended;
  }

  /** Returns runs with their bills, and with short reports. */
  static List<Run> query(Tx tx, String sql, @Nullable Object... parameters) {
    List<Run> runs = tx.query(sql, RunRepository::run, parameters);
    var bills = BillRepository.ofRuns(tx, runs.stream().map(Run::id).toList());
    return runs.stream()
        .map(
            run -> {
              Receipt receipt = run.receipt();
              var models = bills.getOrDefault(run.id(), List.of());
              return run.with(receipt.billed(new Bill(models, receipt.bill().complete())));
            })
        .toList();
  }

  private static Run run(Row row) {
    return new Run(
        row.text("id"),
        row.text("job_id"),
        new Run.Timing(
            row.timeOrNull("scheduled_for"), row.time("started_at"), row.timeOrNull("finished_at")),
        new Run.Attempt(
            (int) row.number("attempt"), row.intOrNull("max_attempts"), row.textOrNull("retry_of")),
        outcome(row),
        receipt(row),
        Optional.ofNullable(row.textOrNull("surface")).flatMap(Surface::parse).orElse(null));
  }

  private static Outcome outcome(Row row) {
    String state = row.text("state");
    return switch (state) {
      case "running" -> new Outcome.Running();
      case "succeeded" -> new Outcome.Succeeded(report(row));
      case "skipped" ->
          Outcome.Held.CODE.equals(row.textOrNull("error_code"))
              ? new Outcome.Held(row.text("error_message"), null)
              : new Outcome.Skipped(report(row));
      case "failed" ->
          new Outcome.Failed(
              row.text("error_code"),
              row.text("error_message"),
              row.textOrNull("result_json") == null ? null : report(row));
      case "lost" -> new Outcome.Lost(row.text("error_message"));
      default -> throw new IllegalStateException("a run has the unknown state " + state);
    };
  }

  private static Report report(Row row) {
    return new Report(row.text("result_json"), row.flag("result_truncated"));
  }

  private static Receipt receipt(Row row) {
    return new Receipt(
        new Receipt.Choice(
            ref(row, "requested_model_ref"),
            ref(row, "resolved_model_ref"),
            row.textOrNull("model_source"),
            row.textOrNull("fallback_reason"),
            row.timeOrNull("catalog_updated_at"),
            row.textOrNull("model_variant")),
        ref(row, "served_model_ref"),
        new Bill(List.of(), row.flag("usage_complete")),
        PermissionsJson.read(row.textOrNull("permissions_json")),
        row.textOrNull("session_id"),
        row.textOrNull("node"),
        TriesJson.read(row.textOrNull("tries_json")));
  }

  /** Returns a model reference; null also for one that cannot be read, which keeps the run. */
  private static @Nullable ModelRef ref(Row row, String column) {
    return Optional.ofNullable(row.textOrNull(column)).flatMap(ModelRef::parse).orElse(null);
  }

  private static @Nullable String text(@Nullable ModelRef ref) {
    return ref == null ? null : ref.toString();
  }
}
