package dev.otto.jmx;

import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A choice as one line that a JMX client can edit: {@code openai/gpt-5 variant=high
 * fallbacks=a/b,c/d policy=strict onlyProviders=openai,a onFailure=next}; {@code inherit} stands
 * for no model of its own, and a part that is left out has its usual value.
 */
final class ChoiceText {
  private static final List<String> KEYS =
      List.of("variant", "fallbacks", "policy", "onlyProviders", "onFailure");

  private ChoiceText() {}

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with what is wrong and what is allowed
   */
  static ModelChoice read(String text) {
    String[] words = text.isBlank() ? new String[] {BeanInput.INHERIT} : text.strip().split("\\s+");
    Map<String, String> parts = parts(List.of(words).subList(1, words.length));
    return new ModelChoice(
        BeanInput.refOrInherit(words[0]),
        Optional.ofNullable(parts.get("variant")),
        list(parts, "fallbacks").map(ModelRef::of).toList(),
        value(parts, "policy", Policy::of, Policy.PREFER),
        list(parts, "onlyProviders").toList(),
        value(parts, "onFailure", OnFailure::of, OnFailure.STOP));
  }

  private static Map<String, String> parts(List<String> words) {
    var parts = new LinkedHashMap<String, String>();
    for (String word : words) {
      int equals = word.indexOf('=');
      String key = word.substring(0, Math.max(0, equals));
      if (!KEYS.contains(key) || equals == word.length() - 1) {
        throw new IllegalArgumentException(
            "\""
                + word
                + "\" cannot be read; after the model write key=value, where the keys are "
                + String.join(", ", KEYS));
      }
      if (parts.put(key, word.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(key + " is there twice; write it once");
      }
    }
    return parts;
  }

  private static Stream<String> list(Map<String, String> parts, String key) {
    String text = parts.get(key);
    return text == null ? Stream.empty() : Stream.of(text.split(",", -1));
  }

  private static <T> T value(
      Map<String, String> parts, String key, Function<String, Optional<T>> reader, T usual) {
    String text = parts.get(key);
    return text == null
        ? usual
        : reader
            .apply(text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(key + "=" + text + " is not known; leave it out"));
  }

  /** Returns the line of a choice. */
  static String write(ModelChoice choice) {
    var parts = new LinkedHashMap<String, String>();
    choice.variant().ifPresent(effort -> parts.put("variant", effort));
    if (!choice.fallbacks().isEmpty()) {
      parts.put("fallbacks", joined(choice.fallbacks()));
    }
    if (choice.policy() != Policy.PREFER) {
      parts.put("policy", choice.policy().key());
    }
    if (!choice.onlyProviders().isEmpty()) {
      parts.put("onlyProviders", joined(choice.onlyProviders()));
    }
    if (choice.onFailure() != OnFailure.STOP) {
      parts.put("onFailure", choice.onFailure().key());
    }
    String rest =
        parts.entrySet().stream()
            .map(part -> " " + part.getKey() + "=" + part.getValue())
            .collect(Collectors.joining());
    return QuartzOperator.text(choice.modelRef()) + rest;
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
