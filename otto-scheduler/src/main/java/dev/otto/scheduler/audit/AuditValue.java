package dev.otto.scheduler.audit;

import dev.otto.local.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Values as the audit keeps them. A long one, such as a prompt of a megabyte, is cut and named by
 * its length and its hash: the audit says that it was changed, by whom and when, and the job has it
 * whole.
 */
public final class AuditValue {
  private static final int MAX_LENGTH = 1_000;
  private static final int BEGINNING = 200;
  private static final int HASH_DIGITS = 16;

  private AuditValue() {}

  /** Returns the value, or the beginning of a long one with its length and hash. */
  public static @Nullable String of(@Nullable String value) {
    if (value == null || value.length() <= MAX_LENGTH) {
      return value;
    }
    int end = Character.isHighSurrogate(value.charAt(BEGINNING - 1)) ? BEGINNING - 1 : BEGINNING;
    return "%s… (%d characters, SHA-256 %s…)"
        .formatted(
            value.substring(0, end), value.length(), Sha256.hex(value).substring(0, HASH_DIGITS));
  }
}
