package dev.otto.scheduler.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.scheduler.database.Tx;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

  /** Returns the hash of a prompt; a long one takes its time, so not within a transaction. */
  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
