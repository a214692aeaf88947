package dev.otto.models;

import java.util.Optional;

/**
 * Names one model the way OpenCode does: {@code provider/model}, split at the first slash, so the
 * model part may hold slashes and other punctuation of its own ({@code
 * openrouter/anthropic/claude-sonnet-4.5}).
 */
public record ModelRef(String providerId, String modelId) implements Comparable<ModelRef> {

  /**
   * @throws IllegalArgumentException if a part is empty or holds white space, or the provider holds
   *     a slash
   */
  public ModelRef {
    if (!isPart(providerId) || !isPart(modelId) || providerId.indexOf('/') >= 0) {
      throw new IllegalArgumentException(complaint(providerId + "/" + modelId));
    }
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

  @Override
  public int compareTo(ModelRef other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return providerId + "/" + modelId;
  }
}
