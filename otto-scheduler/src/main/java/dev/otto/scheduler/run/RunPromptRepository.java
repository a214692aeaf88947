package dev.otto.scheduler.run;

import dev.otto.scheduler.database.Tx;
import java.util.Optional;

/**
 * The table {@code run_prompts}: the prompts of runs as they were sent, each stored once, however
 * many runs sent it. A trigger deletes one with its last run.
 */
final class RunPromptRepository {
  private RunPromptRepository() {}

  /** Keeps a prompt that a run names by its hash. */
  static void keep(Tx tx, String hash, String prompt) {
    if (tx.queryNumber("SELECT count(*) FROM run_prompts WHERE sha256 = ?", hash) == 0) {
      tx.update("INSERT INTO run_prompts (sha256, text) VALUES (?, ?)", hash, prompt);
    }
  }

  /**
   * Returns the prompt of a run; empty if none was sent, or it is from before prompts were kept.
   */
  static Optional<String> find(Tx tx, String runId) {
    return tx.queryFirst(
        """
        SELECT text FROM run_prompts
        WHERE sha256 = (SELECT prompt_sha256 FROM runs WHERE id = ?)
        """,
        row -> row.text("text"),
        runId);
  }
}
