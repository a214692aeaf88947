package dev.otto.scheduler.models;

import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.database.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns of a job that hold its choice of a model. */
public final class StoredChoice {
  /** The columns, in the order of {@link #values}. */
  public static final String COLUMNS =
      "model_ref, model_variant, model_fallbacks, model_policy, only_providers, on_failure";

  private StoredChoice() {}

  /** Reads the columns; empty if they hold what is no choice. */
  public static Optional<ModelChoice> read(Row row) {
    try {
      return Optional.of(
          new ModelChoice(
              Optional.ofNullable(row.textOrNull("model_ref")).map(ModelRef::of),
              Optional.ofNullable(row.textOrNull("model_variant")),
              words(row.textOrNull("model_fallbacks")).map(ModelRef::of).toList(),
              policy(row),
              fence(row),
              value(row.textOrNull("on_failure"), OnFailure::of, OnFailure.STOP)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads policy and fence alone, for a job whose model is no reference; empty if they are none.
   */
  public static Optional<ModelChoice> restrictions(Row row) {
    try {
      return Optional.of(
          new ModelChoice(
              Optional.empty(),
              Optional.empty(),
              List.of(),
              policy(row),
              fence(row),
              OnFailure.STOP));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Policy policy(Row row) {
    return value(row.textOrNull("model_policy"), Policy::of, Policy.PREFER);
  }

  private static List<String> fence(Row row) {
    return words(row.textOrNull("only_providers")).toList();
  }

  private interface Reader<T> {
    Optional<T> read(String text);
  }

  private static <T> T value(@Nullable String text, Reader<T> reader, T usual) {
    return text == null ? usual : reader.read(text).orElseThrow(IllegalArgumentException::new);
  }

  private static Stream<String> words(@Nullable String text) {
    return text == null ? Stream.empty() : Stream.of(text.split(" "));
  }

  /** Returns the values of the columns; null for what is left to the next rung. */
  public static List<@Nullable Object> values(ModelChoice choice) {
    var values = new ArrayList<@Nullable Object>();
    values.add(choice.modelRef().map(ModelRef::toString).orElse(null));
    values.add(choice.variant().orElse(null));
    values.add(text(choice.fallbacks()));
    values.add(choice.policy() == Policy.PREFER ? null : choice.policy().key());
    values.add(text(choice.onlyProviders()));
    values.add(choice.onFailure() == OnFailure.STOP ? null : choice.onFailure().key());
    return values;
  }

  private static @Nullable String text(List<?> words) {
    return words.isEmpty()
        ? null
        : words.stream().map(Object::toString).collect(Collectors.joining(" "));
  }
}
