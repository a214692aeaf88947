package dev.otto.scheduler.run;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import java.util.Optional;

/**
 * Reads one run with what lists of runs leave out: its whole report, its prompt, its neighbours.
 */
public final class WholeRunRepository {
  static final String PREVIOUS =
      """
      SELECT id FROM runs WHERE job_id = ? AND (started_at, id) < (?, ?)
      ORDER BY started_at DESC, id DESC LIMIT 1
      """;

  static final String NEXT =
      """
      SELECT id FROM runs WHERE job_id = ? AND (started_at, id) > (?, ?)
      ORDER BY started_at, id LIMIT 1
      """;

  private final Database database;

  public WholeRunRepository(Database database) {
    this.database = database;
  }

  /**
   * One run with what belongs to it.
   *
   * @param previous the run of the same job that started before it
   * @param next the run of the same job that started after it
   */
  record WholeRun(
      Run run, Optional<String> prompt, Optional<String> previous, Optional<String> next) {}

  Optional<WholeRun> find(String id) {
    return database.read(tx -> RunRepository.find(tx, id).map(run -> whole(tx, run)));
  }

  private static WholeRun whole(Tx tx, Run run) {
    return new WholeRun(
        run,
        RunPromptRepository.find(tx, run.id()),
        neighbour(tx, PREVIOUS, run),
        neighbour(tx, NEXT, run));
  }

  private static Optional<String> neighbour(Tx tx, String sql, Run run) {
    return tx.queryFirst(
        sql, row -> row.text("id"), run.jobId(), run.timing().startedAt(), run.id());
  }
}
