package dev.otto.scheduler.acknowledge;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of acknowledgements, at most one for each job. */
final class AcknowledgementRepository {

  /** The last run of a job that says how it is doing. */
  private static final String LAST_RUN =
      """
      SELECT started_at, coalesce(error_code, state) AS failure, state FROM runs
      WHERE job_id = ? AND %s
      ORDER BY started_at DESC, id DESC LIMIT 1
      """
          .formatted(TellingRuns.condition("runs"));

  private static final String PUT =
      """
      INSERT INTO acknowledgements (job_id, reason, until, at, actor, surface, failure, failed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (job_id) DO UPDATE SET reason = excluded.reason, until = excluded.until,
        at = excluded.at, actor = excluded.actor, surface = excluded.surface,
        failure = excluded.failure, failed_at = excluded.failed_at
      """;

  /** A snooze holds until its time, any other one until a run ends in another way. */
  private static final String IN_FORCE =
      """
      SELECT job_id, reason, until, at, actor, surface FROM acknowledgements
      WHERE CASE WHEN until IS NOT NULL THEN until > ?
        ELSE NOT EXISTS (
          SELECT 1 FROM runs
          WHERE runs.job_id = acknowledgements.job_id
            AND runs.started_at > acknowledgements.failed_at AND %s
            AND NOT (runs.state IN ('failed', 'lost')
              AND coalesce(runs.error_code, runs.state) = acknowledgements.failure))
        END
      """
          .formatted(TellingRuns.condition("runs"));

  /**
   * The failure that is acknowledged.
   *
   * @param kind its code, or the state of a run that has none
   * @param startedAt when the run started that failed so
   */
  record Failure(String kind, Instant startedAt) {}

  /** Returns how a job fails; empty if it never ran, or its last run did not fail. */
  Optional<Failure> failure(Tx tx, String jobId) {
    record LastRun(String state, Failure failure) {}
    return tx.queryFirst(
            LAST_RUN,
            row ->
                new LastRun(
                    row.text("state"), new Failure(row.text("failure"), row.time("started_at"))),
            jobId)
        .filter(run -> run.state().equals("failed") || run.state().equals("lost"))
        .map(LastRun::failure);
  }

  boolean jobExists(Tx tx, String jobId) {
    return tx.queryNumber("SELECT count(*) FROM jobs WHERE id = ?", jobId) > 0;
  }

  /** Stores it in the place of an earlier one of the same job. */
  void put(Tx tx, Acknowledgement given, Failure failure) {
    tx.update(
        PUT,
        given.jobId(),
        given.reason(),
        given.until().orElse(null),
        given.at(),
        given.actor().name(),
        given.actor().surface().key(),
        failure.kind(),
        failure.startedAt());
  }

  void delete(Tx tx, String jobId) {
    tx.update("DELETE FROM acknowledgements WHERE job_id = ?", jobId);
  }

  /** Returns those that hold now. */
  List<Acknowledgement> inForce(Tx tx, Instant now) {
    return tx.query(IN_FORCE, AcknowledgementRepository::acknowledgement, now);
  }

  private static Acknowledgement acknowledgement(Row row) {
    return new Acknowledgement(
        row.text("job_id"),
        row.text("reason"),
        Optional.ofNullable(row.timeOrNull("until")),
        row.time("at"),
        new Actor(row.text("actor"), Surface.ofKey(row.text("surface"))));
  }
}
