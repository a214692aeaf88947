package dev.otto.scheduler.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import dev.otto.web.ApiException;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.FlowChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A choice in the words of the contract. Each reader of a part throws {@link
 * IllegalArgumentException} with a sentence that says what is wrong and what is allowed.
 */
public final class ChoiceJson {
  private static final int MAX_SHOWN = 80;

  private final String path;
  private final ObjectNode body;
  private final List<FieldError> problems = new ArrayList<>();

  private ChoiceJson(String path, ObjectNode body) {
    this.path = path;
    this.body = body;
  }

  /** Reads a whole choice; what is absent or null inherits. */
  static ModelChoice read(String path, JsonNode value) {
    if (!(value instanceof ObjectNode body)) {
      throw ApiException.invalid(path, path + " must be an object, or null to clear it");
    }
    return new ChoiceJson(path, body).read();
  }

  private ModelChoice read() {
    body.fieldNames().forEachRemaining(this::requireKey);
    Optional<ModelRef> modelRef = part("modelRef", ChoiceJson::modelRef);
    Optional<String> variant = part("variant", ChoiceJson::word);
    List<ModelRef> fallbacks = part("fallbacks", ChoiceJson::fallbacks).orElse(List.of());
    Policy policy = part("policy", ChoiceJson::policy).orElse(Policy.PREFER);
    List<String> fence = part("onlyProviders", ChoiceJson::onlyProviders).orElse(List.of());
    OnFailure onFailure = part("onFailure", ChoiceJson::onFailure).orElse(OnFailure.STOP);
    if (!problems.isEmpty()) {
      throw ApiException.invalid(problems);
    }
    try {
      return new ModelChoice(modelRef, variant, fallbacks, policy, fence, onFailure);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(path, path + ": " + e.getMessage());
    }
  }

  private void requireKey(String key) {
    List<String> keys =
        List.of("modelRef", "variant", "fallbacks", "policy", "onlyProviders", "onFailure");
    if (!keys.contains(key)) {
      problem(key, "there is no such key; the keys are " + String.join(", ", keys));
    }
  }

  private <T> Optional<T> part(String key, Function<JsonNode, T> reader) {
    JsonNode value = body.path(key);
    try {
      return value.isMissingNode() || value.isNull()
          ? Optional.empty()
          : Optional.of(reader.apply(value));
    } catch (IllegalArgumentException e) {
      problem(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void problem(String key, String message) {
    String where = path + "." + key;
    problems.add(new FieldError(where, where + ": " + message));
  }

  /** Reads a model. */
  public static ModelRef modelRef(JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(
          shown(value) + " is not a model reference; write provider/model, or null to inherit");
    }
    if (value.textValue().strip().equals("inherit")) {
      throw new IllegalArgumentException(
          "\"inherit\" is not a model reference; send null to inherit");
    }
    return ModelRef.of(value.textValue());
  }

  /** Reads an effort or the id of a provider. */
  public static String word(JsonNode value) {
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new IllegalArgumentException(shown(value) + " is not a name");
    }
    return value.textValue().strip();
  }

  /** Reads what may take the place of the model. */
  public static List<ModelRef> fallbacks(JsonNode value) {
    return items(value, ChoiceJson::modelRef);
  }

  /** Reads a policy. */
  public static Policy policy(JsonNode value) {
    return Policy.of(value.asText())
        .orElseThrow(() -> notOneOf(value, Stream.of(Policy.values()).map(Policy::key).toList()));
  }

  /** Reads a fence, which names a provider at least: none at all would allow all. */
  public static List<String> onlyProviders(JsonNode value) {
    List<String> ids = items(value, ChoiceJson::word);
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("[] names no provider; send null to allow all");
    }
    return ids;
  }

  /** Reads what follows a failure of the provider. */
  public static OnFailure onFailure(JsonNode value) {
    return OnFailure.of(value.asText())
        .orElseThrow(
            () -> notOneOf(value, Stream.of(OnFailure.values()).map(OnFailure::key).toList()));
  }

  private static IllegalArgumentException notOneOf(JsonNode value, List<String> keys) {
    return new IllegalArgumentException(
        shown(value) + " is not allowed; write \"" + String.join("\" or \"", keys) + "\"");
  }

  private static <T> List<T> items(JsonNode value, Function<JsonNode, T> reader) {
    if (!value.isArray()) {
      throw new IllegalArgumentException(shown(value) + " is not a list");
    }
    return value.valueStream().map(reader).toList();
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN - 3) + "...";
  }

  /** Returns the choice of a flow. */
  static FlowChoice write(ModelChoice choice) {
    return new FlowChoice(
        choice.modelRef().map(ModelRef::toString).orElse(null),
        choice.variant().orElse(null),
        fallbacks(choice),
        policy(choice),
        onlyProviders(choice),
        onFailure(choice));
  }

  /** Returns the fallbacks; null if there are none. */
  public static @Nullable List<String> fallbacks(ModelChoice choice) {
    List<String> refs = choice.fallbacks().stream().map(ModelRef::toString).toList();
    return refs.isEmpty() ? null : refs;
  }

  /** Returns the policy; null if it is the usual one. */
  public static @Nullable String policy(ModelChoice choice) {
    return choice.policy() == Policy.PREFER ? null : choice.policy().key();
  }

  /** Returns the fence; null if there is none. */
  public static @Nullable List<String> onlyProviders(ModelChoice choice) {
    return choice.onlyProviders().isEmpty() ? null : choice.onlyProviders();
  }

  /** Returns what follows a failure; null if it is the usual. */
  public static @Nullable String onFailure(ModelChoice choice) {
    return choice.onFailure() == OnFailure.STOP ? null : choice.onFailure().key();
  }
}
