package dev.otto.models.prompt;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer to tools that ask for permission while nobody watches. Questions that a model puts to
 * a person are rejected under either policy.
 */
public enum PermissionPolicy {
  /** Reject. The model is told so and continues without. */
  REJECT,
  /** Allow, this time; the next request is asked again. */
  ALLOW;

  private final String key = name().toLowerCase(Locale.ROOT);

  /** Returns the name used in files and requests: {@code reject} or {@code allow}. */
  public String key() {
    return key;
  }

  /** Returns the policy with this key; empty if there is none. */
  public static Optional<PermissionPolicy> of(String key) {
    return Stream.of(values()).filter(policy -> policy.key.equals(key)).findFirst();
  }
}
