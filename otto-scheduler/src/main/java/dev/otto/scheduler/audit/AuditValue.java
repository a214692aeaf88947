package dev.otto.scheduler.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Values as the audit keeps them. A long one, such as a prompt of a megabyte, is cut and named by
 * its length and its hash: the audit says that it was changed, by whom and when, and the job has it
 * whole.
 */
public final class AuditValue {
  private static final int MAX_LENGTH = 1_000;
  private static final int BEGINNING = 200;
  private static final int HASH_BYTES = 8;

  private AuditValue() {}

  /** Returns the value, or the beginning of a long one with its length and hash. */
  public static @Nullable String of(@Nullable String value) {
    if (value == null || value.length() <= MAX_LENGTH) {
      return value;
    }
    int end = Character.isHighSurrogate(value.charAt(BEGINNING - 1)) ? BEGINNING - 1 : BEGINNING;
    return "%s… (%d characters, SHA-256 %s…)"
        .formatted(value.substring(0, end), value.length(), hash(value));
  }

  private static String hash(String value) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
