package dev.otto.models.opencode;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What OpenCode is answered when a tool asks for permission while nobody watches. Questions that a
 * model puts to a person are rejected under either.
 */
public enum PermissionPolicy {
  /** No. The model is told so and goes on without. */
  REJECT,
  /** Yes, this time; the next one is asked about again. */
  ALLOW;

  private final String key = name().toLowerCase(Locale.ROOT);

  /** As it is written in files and requests: {@code reject} or {@code allow}. */
  public String key() {
    return key;
  }

  /** The policy with this key. */
  public static Optional<PermissionPolicy> of(String key) {
    return Stream.of(values()).filter(policy -> policy.key.equals(key)).findFirst();
  }
}
