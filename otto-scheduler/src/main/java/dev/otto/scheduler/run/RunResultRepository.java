package dev.otto.scheduler.run;

import dev.otto.scheduler.database.Tx;
import java.util.Optional;

/** The table {@code run_results}: the reports that are too big for a list of runs. */
public final class RunResultRepository {
  private RunResultRepository() {}

  /** Stores a report if the run's own row has only a short one. */
  static void insertIfBig(Tx tx, String runId, Report report) {
    if (report.isBig()) {
      tx.update(
          """
          INSERT INTO run_results (run_id, result_json, truncated) VALUES (?, ?, ?)
          ON CONFLICT (run_id) DO NOTHING
          """,
          runId,
          report.json(),
          report.truncated());
    }
  }

  /** Shortens the report in the row of a run that was written with the whole, if it is big. */
  public static void shorten(Tx tx, String runId, String json) {
    Report report = Report.whole(json);
    if (report.isBig()) {
      insertIfBig(tx, runId, report);
      tx.update(
          "UPDATE runs SET result_json = ?, result_truncated = 1 WHERE id = ?",
          report.shortened().json(),
          runId);
    }
  }

  /** Returns the report of a run; empty if the run's own row has all of it. */
  static Optional<Report> find(Tx tx, String runId) {
    return tx.queryFirst(
        "SELECT result_json, truncated FROM run_results WHERE run_id = ?",
        row -> new Report(row.text("result_json"), row.flag("truncated")),
        runId);
  }
}
