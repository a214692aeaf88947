package dev.otto.scheduler.transcript;

import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.util.List;

/**
 * The table {@code run_transcripts}: a row for each session of a run, which leaves with the run.
 */
public final class TranscriptRepository {
  private static final String INSERT =
      """
      INSERT INTO run_transcripts (run_id, session_id, at, entries_json, truncated)
      SELECT id, ?, ?, ?, ? FROM runs WHERE id = ?
      ON CONFLICT (run_id, session_id) DO NOTHING
      """;

  private static final String DELETE =
      """
      DELETE FROM run_transcripts WHERE run_id IN
        (SELECT run_id FROM run_transcripts WHERE at < ? LIMIT ?)
      """;

  private TranscriptRepository() {}

  /**
   * The transcript of one session.
   *
   * @param at when it was taken
   */
  record Part(Instant at, String entries, boolean truncated) {}

  /**
   * Stores what happened in a session of a run, unless that is stored already, or the run was
   * deleted in the meantime.
   */
  static boolean insert(Tx tx, String runId, String sessionId, Part part) {
    return tx.update(INSERT, sessionId, part.at(), part.entries(), part.truncated(), runId) == 1;
  }

  /** Returns the sessions of a run in order, as far as they are not to be deleted. */
  static List<Part> find(Tx tx, String runId, Instant since) {
    return tx.query(
        """
        SELECT at, entries_json, truncated FROM run_transcripts WHERE run_id = ? AND at >= ?
        ORDER BY at, session_id
        """,
        row -> new Part(row.time("at"), row.text("entries_json"), row.flag("truncated")),
        runId,
        since);
  }

  /** Reports whether there is such a run. */
  static boolean isRun(Tx tx, String runId) {
    return tx.queryNumber("SELECT count(*) FROM runs WHERE id = ?", runId) > 0;
  }

  /**
   * Deletes the transcripts of runs with sessions that ended before this time, of at most so many
   * sessions, and returns the number of rows.
   */
  public static int deleteBefore(Tx tx, Instant time, int limit) {
    return tx.update(DELETE, time, limit);
  }
}
