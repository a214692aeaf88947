package dev.otto.scheduler.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.wire.ErrorAnswer.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The meaning of a job's payload: settings of its prompt, or the data of a task. Settings are an
 * object with a {@code prompt}, or one whose keys are all settings or nearly so; they are checked.
 * Everything else is data of a task, as the clients of the Node.js Otto send it: the model reads it
 * whole, and no key of it is obeyed.
 */
public final class Payload {
  private static final Set<String> MODEL_KEYS = Set.of("model", "modelRef");
  private static final String PATH = Field.PAYLOAD.key() + ".";

  private final Optional<PromptSettings> settings;
  private final List<FieldError> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private Payload(JsonNode json) {
    settings =
        isSettings(json) ? Optional.of(PromptSettings.read(json, this::add)) : Optional.empty();
    json.fieldNames().forEachRemaining(this::warnAbout);
  }

  public static Payload of(JsonNode json) {
    return new Payload(json);
  }

  private static boolean isSettings(JsonNode json) {
    return json.isObject()
        && (json.hasNonNull(PromptSettings.PROMPT)
            || json.properties().stream().allMatch(entry -> isSettingOrNear(entry.getKey())));
  }

  private static boolean isSettingOrNear(String key) {
    return PromptSettings.KEYS.contains(key) || nearest(key).isPresent();
  }

  private static Optional<String> nearest(String key) {
    return Misspelling.of(key).among(PromptSettings.KEYS);
  }

  private void add(FieldError problem) {
    problems.add(new FieldError(PATH + problem.path(), problem.message()));
  }

  private void warnAbout(String key) {
    if (MODEL_KEYS.contains(key)) {
      warnings.add(PATH + key + " has no effect; set the job's modelRef");
    } else if (settings.isPresent() && !PromptSettings.KEYS.contains(key)) {
      String hint = nearest(key).map(near -> "; did you mean " + near + "?").orElse("");
      warnings.add(PATH + key + " has no effect" + hint);
    }
  }

  /** Returns the settings; empty if the payload is the data of a task. */
  public Optional<PromptSettings> settings() {
    return settings;
  }

  /** Returns each wrong value of a setting, by its path in the job. */
  public List<FieldError> problems() {
    return List.copyOf(problems);
  }

  /** Returns a sentence for each key without effect. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
