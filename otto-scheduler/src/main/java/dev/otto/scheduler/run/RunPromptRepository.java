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

  /** Keeps the prompt of a run, which must exist. */
  static void keep(Tx tx, String runId, String prompt) {
    String hash = sha256(prompt);
    if (tx.queryNumber("SELECT count(*) FROM run_prompts WHERE sha256 = ?", hash) == 0) {
      tx.update("INSERT INTO run_prompts (sha256, text) VALUES (?, ?)", hash, prompt);
    }
    tx.update("UPDATE runs SET prompt_sha256 = ? WHERE id = ?", hash, runId);
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

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
