package dev.otto.scheduler.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.schedule.CronExpression;
import dev.otto.wire.ErrorAnswer.FieldError;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request body that creates or changes a job: its keys, each with its value or null, all their
 * problems, and the ignored keys.
 */
public final class JobFields {
  private final Map<Field, Optional<Object>> given = new EnumMap<>(Field.class);
  private final List<FieldError> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Optional<String> agent = Optional.empty();

  private JobFields() {}

  /** Reads a body; never throws for a wrong one. */
  public static JobFields of(JsonNode body) {
    var fields = new JobFields();
    if (body.isObject()) {
      body.properties().forEach(entry -> fields.read(entry.getKey(), entry.getValue()));
    } else {
      fields.problems.add(new FieldError("", "the body is not an object in JSON"));
    }
    return fields;
  }

  /** Returns a change of the model only; null inherits. */
  public static JobFields model(@Nullable ModelRef model) {
    return only(Field.MODEL_REF, Optional.<Object>ofNullable(model));
  }

  /** Returns a change of all that the job asks of its model. */
  public static JobFields choiceOf(ModelChoice choice) {
    var fields = new JobFields();
    fields.given.put(Field.MODEL_REF, choice.modelRef().map(ref -> ref));
    fields.given.put(Field.VARIANT, choice.variant().map(effort -> effort));
    fields.given.put(Field.FALLBACKS, Optional.of(choice.fallbacks()));
    fields.given.put(Field.POLICY, Optional.of(choice.policy()));
    fields.given.put(Field.ONLY_PROVIDERS, Optional.of(choice.onlyProviders()));
    fields.given.put(Field.ON_FAILURE, Optional.of(choice.onFailure()));
    return fields;
  }

  /** Returns a change that only pauses or resumes. */
  static JobFields paused(boolean paused) {
    JobStatus status = paused ? JobStatus.PAUSED : JobStatus.IDLE;
    return only(Field.STATUS, Optional.of(status.key()));
  }

  private static JobFields only(Field field, Optional<Object> value) {
    var fields = new JobFields();
    fields.given.put(field, value);
    return fields;
  }

  private void read(String key, JsonNode value) {
    Field.of(key).ifPresentOrElse(field -> read(field, value), () -> warnAbout(key));
  }

  private void read(Field field, JsonNode value) {
    if (value.isNull() && field.nullable()) {
      given.put(field, Optional.empty());
      return;
    }
    try {
      given.put(field, Optional.of(field.read(value)));
      if (field == Field.PAYLOAD) {
        review(Payload.of(value));
      }
    } catch (IllegalArgumentException e) {
      problems.add(new FieldError(field.key(), String.valueOf(e.getMessage())));
    }
  }

  private void review(Payload payload) {
    problems.addAll(payload.problems());
    warnings.addAll(payload.warnings());
    agent = payload.settings().flatMap(PromptSettings::agent);
  }

  private void warnAbout(String key) {
    String hint = Field.like(key).map(near -> "; did you mean " + near + "?").orElse("");
    warnings.add("\"" + key + "\" is not a key of a job and was ignored" + hint);
  }

  List<FieldError> problems() {
    return problems;
  }

  List<String> warnings() {
    return warnings;
  }

  /** Returns the agent that the payload asks for. */
  Optional<String> agent() {
    return agent;
  }

  /** Records a key that is known but has no meaning here. */
  void ignore(Field field, String why) {
    if (given.remove(field) != null) {
      warnings.add(field.key() + " was ignored: " + why);
    }
  }

  /** Notes what whoever sent the body should know. */
  void warn(String warning) {
    warnings.add(warning);
  }

  boolean hasOnly(Set<Field> fields) {
    return fields.containsAll(given.keySet());
  }

  boolean hasAnyOf(Field... fields) {
    return Arrays.stream(fields).anyMatch(given::containsKey);
  }

  boolean has(Field field) {
    return given.containsKey(field);
  }

  boolean isNull(Field field) {
    return has(field) && !sets(field);
  }

  /** Reports whether the key has a value that is not null. */
  boolean sets(Field field) {
    return given.getOrDefault(field, Optional.empty()).isPresent();
  }

  @Nullable String text(Field field, @Nullable String otherwise) {
    return value(field, String.class, otherwise);
  }

  @Nullable Instant time(Field field) {
    return value(field, Instant.class, null);
  }

  @Nullable Integer number(Field field, @Nullable Integer otherwise) {
    return value(field, Integer.class, otherwise);
  }

  @Nullable CronExpression cron(Field field, @Nullable CronExpression otherwise) {
    return value(field, CronExpression.class, otherwise);
  }

  @Nullable ZoneId zone(Field field, @Nullable ZoneId otherwise) {
    return value(field, ZoneId.class, otherwise);
  }

  /**
   * Returns the choice with what is given; what belongs to the model goes where the model goes.
   *
   * @throws IllegalArgumentException if the parts do not go together
   */
  ModelChoice choice(ModelChoice before) {
    Optional<Object> ref = given.get(Field.MODEL_REF);
    ModelChoice base = ref == null ? before : before.with(ref.map(ModelRef.class::cast));
    return new ModelChoice(
        base.modelRef(),
        part(Field.VARIANT, String.class, base.variant()),
        list(Field.FALLBACKS, ModelRef.class, base.fallbacks()),
        given(Field.POLICY, Policy.class, base.policy(), Policy.PREFER),
        list(Field.ONLY_PROVIDERS, String.class, base.onlyProviders()),
        given(Field.ON_FAILURE, OnFailure.class, base.onFailure(), OnFailure.STOP));
  }

  private <T> Optional<T> part(Field field, Class<T> type, Optional<T> otherwise) {
    return given.containsKey(field) ? given.get(field).map(type::cast) : otherwise;
  }

  private <T> T given(Field field, Class<T> type, T otherwise, T usual) {
    return part(field, type, Optional.of(otherwise)).orElse(usual);
  }

  private <T> List<T> list(Field field, Class<T> type, List<T> otherwise) {
    if (!given.containsKey(field)) {
      return otherwise;
    }
    List<?> items = given.get(field).map(List.class::cast).orElse(List.of());
    return items.stream().<T>map(type::cast).toList();
  }

  /** Returns the value; an absent key keeps the present value, null clears it. */
  private <T> @Nullable T value(Field field, Class<T> type, @Nullable T otherwise) {
    Optional<Object> value = given.get(field);
    return value == null ? otherwise : value.map(type::cast).orElse(null);
  }
}
