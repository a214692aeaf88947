package dev.otto.models;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names one model the way OpenCode does: {@code provider/model}, split at the first slash, so the
 * model part may hold slashes and other punctuation of its own ({@code
 * openrouter/anthropic/claude-sonnet-4.5}).
 */
public final class ModelRef implements Comparable<ModelRef> {
  private final String text;
  private final int slash;
  // Every resolution looks one up: kept here, it spares a look into the string.
  private final int hash;

  /**
   * @throws IllegalArgumentException if a part is empty or holds white space, or the provider holds
   *     a slash
   */
  public ModelRef(String providerId, String modelId) {
    this.text = providerId + "/" + modelId;
    if (!isPart(providerId) || !isPart(modelId) || providerId.indexOf('/') >= 0) {
      throw new IllegalArgumentException(complaint(text));
    }
    this.slash = providerId.length();
    this.hash = text.hashCode();
  }

  /**
   * Reads {@code provider/model}; white space around it is trimmed.
   *
   * @throws IllegalArgumentException with a sentence for the person who typed it
   */
  public static ModelRef of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException(complaint(text)));
  }

  /** Like {@link #of}, but empty for text that is no reference. */
  public static Optional<ModelRef> parse(String text) {
    String trimmed = text.strip();
    int slash = trimmed.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String provider = trimmed.substring(0, slash);
    String model = trimmed.substring(slash + 1);
    return isPart(provider) && isPart(model)
        ? Optional.of(new ModelRef(provider, model))
        : Optional.empty();
  }

  private static boolean isPart(String part) {
    return !part.isEmpty()
        && part.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
  }

  private static String complaint(String text) {
    return "\""
        + text
        + "\" is not a model reference; write provider/model, for example openai/gpt-5, without spaces";
  }

  public String providerId() {
    return text.substring(0, slash);
  }

  public String modelId() {
    return text.substring(slash + 1);
  }

  @Override
  public int compareTo(ModelRef other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ModelRef that && hash == that.hash && text.equals(that.text));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The whole reference, {@code provider/model}. */
  @Override
  public String toString() {
    return text;
  }
}
