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
    this(providerId + "/" + modelId, providerId.length());
    if (text.indexOf('/') != slash || !isReference(text, slash)) {
      throw new IllegalArgumentException(complaint(text));
    }
  }

  private ModelRef(String text, int slash) {
    this.text = text;
    this.slash = slash;
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

  /** Works like {@link #of}, but returns empty for text that is not a reference. */
  public static Optional<ModelRef> parse(String text) {
    String trimmed = text.strip();
    int slash = trimmed.indexOf('/');
    return isReference(trimmed, slash)
        ? Optional.of(new ModelRef(trimmed, slash))
        : Optional.empty();
  }

  /** Checks the text in a plain loop without garbage, since every run of a job comes here. */
  private static boolean isReference(String text, int slash) {
    if (slash <= 0 || slash == text.length() - 1) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isISOControl(c)) {
        return false;
      }
    }
    return true;
  }

  private static String complaint(String text) {
    return "\""
        + text
        + "\" is not a model reference; write provider/model, for example openai/gpt-5, without spaces";
  }

  public String providerId() {
    return text.substring(0, slash);
  }

  /** Reports whether the model is of this provider, without making a text of its own. */
  boolean isOf(String providerId) {
    return providerId.length() == slash && text.startsWith(providerId);
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

  /** Returns the whole reference, {@code provider/model}. */
  @Override
  public String toString() {
    return text;
  }
}
