package dev.otto.scheduler.run;

import dev.otto.scheduler.database.Conditions;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.FullText;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of the answers and errors of runs, in the full-text search of the database. Runs that
 * are over are added afterwards and in batches, so that no run waits for it; of a long answer only
 * the beginning.
 */
public final class RunTextRepository {
  /** The number of characters of an answer that can be found. */
  static final int MAX_CHARACTERS = 64 * 1024;

  private static final String UNSEARCHABLE = "search_id IS NULL AND finished_at IS NOT NULL";
  private static final String NEXT =
      """
      SELECT runs.id, error_code, error_message,
        coalesce(run_results.result_json, runs.result_json) AS report
      FROM runs LEFT JOIN run_results ON run_results.run_id = runs.id
      WHERE %s ORDER BY started_at DESC LIMIT ?
      """
          .formatted(UNSEARCHABLE);

  private final Database database;

  public RunTextRepository(Database database) {
    this.database = database;
  }

  private record RunText(String id, String answer, String error) {
    static RunText of(Row row) {
      String report = row.textOrNull("report");
      String error =
          Stream.of("error_code", "error_message")
              .map(row::textOrNull)
              .filter(it -> it != null)
              .collect(Collectors.joining(" "));
      return new RunText(row.text("id"), report == null ? "" : answer(report), error);
    }

    private static String answer(String report) {
      String text = Report.whole(report).text();
      return text.substring(0, Math.min(text.length(), MAX_CHARACTERS));
    }
  }

  /** Adds at most so many runs, the latest first, and returns their number. */
  public int addNext(int limit) {
    List<RunText> runs = database.read(tx -> tx.query(NEXT, RunText::of, limit));
    if (!runs.isEmpty()) {
      database.write(tx -> runs.stream().filter(run -> add(tx, run)).count());
    }
    return runs.size();
  }

  /** Adds a run, unless it was deleted in the meantime. */
  private static boolean add(Tx tx, RunText run) {
    boolean awaitsIt =
        tx.queryNumber("SELECT count(*) FROM runs WHERE id = ? AND search_id IS NULL", run.id())
            == 1;
    return awaitsIt
        && tx.update(
                "UPDATE runs SET search_id = ? WHERE id = ?",
                tx.dialect().fullText().add(tx, run.answer(), run.error()),
                run.id())
            == 1;
  }

  /** Requires that a run has all of these words. */
  static void match(Conditions conditions, SearchText text, FullText search) {
    conditions.add("search_id IN (" + search.rowids() + ")", search.expression(text.phrases()));
  }

  /** Returns the number of runs that are over and not here yet. */
  static long unsearchable(Tx tx) {
    return tx.queryNumber("SELECT count(*) FROM runs WHERE " + UNSEARCHABLE);
  }
}
