package dev.otto.scheduler.heartbeat;

import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.heartbeat.Digest.JobLine;
import dev.otto.scheduler.heartbeat.Digest.RunCost;
import java.time.Instant;

/** Reads the runs, except those of system jobs. */
final class DigestRepository {

  /** Returns the runs that ended after {@code from} and not after {@code to}. */
  Digest of(Tx tx, Instant from, Instant to) {
    return new Digest(
        from,
        to,
        tx.query(
            """
            SELECT job_id,
                   count(*) FILTER (WHERE state = 'succeeded') AS succeeded,
                   count(*) FILTER (WHERE state = 'skipped') AS skipped,
                   count(*) FILTER (WHERE state IN ('failed', 'lost')) AS failed,
                   count(*) FILTER (
                     WHERE model_source IN ('fallback_global_default', 'fallback_chain')) AS fallbacks,
                   sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0)) AS tokens,
                   sum(cost_usd) AS cost,
                   min(usage_complete) AS complete,
                   (SELECT coalesce(last.error_code, last.state) FROM runs last
                    WHERE last.job_id = runs.job_id AND last.state IN ('failed', 'lost')
                      AND last.finished_at > ? AND last.finished_at <= ?
                    ORDER BY last.finished_at DESC LIMIT 1) AS last_failure
            FROM runs
            WHERE finished_at > ? AND finished_at <= ? AND job_id NOT LIKE 'system-%'
            GROUP BY job_id ORDER BY failed DESC, job_id
            """,
            DigestRepository::line, from, to, from, to));
  }

  private static JobLine line(Row row) {
    return new JobLine(
        row.text("job_id"),
        row.number("succeeded"),
        row.number("skipped"),
        row.number("failed"),
        row.number("fallbacks"),
        new RunCost(row.number("tokens"), row.decimalOrNull("cost"), row.flag("complete")),
        row.textOrNull("last_failure"));
  }
}
