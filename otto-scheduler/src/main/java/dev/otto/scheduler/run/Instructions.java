package dev.otto.scheduler.run;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.PermissionRule;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.Payload;
import dev.otto.scheduler.job.PromptSettings;
import dev.otto.wire.ErrorAnswer.FieldError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the instruction of a job. A key of the job's payload overrides the same key of its profile,
 * {@code task-config/profiles/<id>.jsonc}, which is read for each run, as is {@code base.jsonc}
 * beside that folder. The data of a task is given to the model whole, after the profile's prompt.
 */
public final class Instructions {
  private static final ObjectMapper JSONC =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  private final Path profiles;
  private final Path base;
  private final PromptDefaults defaults;

  /** The values used if neither payload nor profile has any. */
  public record PromptDefaults(
      @Nullable String agent,
      PermissionPolicy permissions,
      PromptLimits limits,
      OttoConfig.Retry retry) {

    private PromptLimits limits(PromptSettings settings) {
      PromptSettings.TimeLimits times = settings.times();
      PromptSettings.Spending own = settings.limits();
      return new PromptLimits(
          times.timeout().orElse(limits.timeout()),
          limits.maxAnswerBytes(),
          own.steps().orElse(limits.steps()),
          own.tokens().orElse(limits.tokens()),
          own.costUsd().orElse(limits.costUsd()),
          times.firstToken().orElse(limits.firstToken()),
          times.stall().orElse(limits.stall()));
    }
  }

  /**
   * Reads profiles below this folder.
   *
   * @param dataFolder holds {@code task-config/profiles}
   */
  public Instructions(Path dataFolder, PromptDefaults defaults) {
    this.profiles = dataFolder.resolve("task-config").resolve("profiles");
    this.base = profiles.resolveSibling("base.jsonc");
    this.defaults = defaults;
  }

  /** Returns the plan for a job's run. */
  Plan plan(Task task, @Nullable String profileId) {
    return switch (read(task, profileId)) {
      case Instruction.Ready ready -> new Plan.Ask(ready.instruction(), true, _ -> {});
      case Instruction.InstructionError unusable ->
          new Plan.Over(new Outcome.Failed(unusable.code(), unusable.message()));
    };
  }

  /** Returns an instruction of Otto's own, with this prompt and the defaults. */
  Instruction plain(String prompt) {
    return new Instruction(
        prompt,
        defaults.agent(),
        null,
        List.of(),
        defaults.permissions(),
        defaults.limits(),
        OttoConfig.Retry.NONE);
  }

  /**
   * A job as the model sees it.
   *
   * @param type the instruction where neither payload nor profile has a prompt
   * @param payload JSON as text
   */
  record Task(String id, String type, @Nullable String payload) {}

  /** Reads the present instruction. */
  Instruction.InstructionResult read(Task task, @Nullable String profileId) {
    try {
      return new Instruction.Ready(
          combine(task, payload(task.payload()), profileId == null ? NOTHING : profile(profileId)));
    } catch (UnusableException e) {
      return e.result;
    }
  }

  private Instruction combine(Task task, JsonNode payloadJson, JsonNode profile)
      throws UnusableException {
    Payload payload = Payload.of(payloadJson);
    refuseAnyOf("The job's ", payload.problems());
    var problems = new ArrayList<FieldError>();
    PromptSettings ofProfile = PromptSettings.read(profile, problems::add);
    refuseAnyOf("The profile's ", problems);
    PromptSettings settings =
        payload.settings().map(own -> own.orElse(ofProfile)).orElse(ofProfile);
    String agent = settings.agent().orElse(defaults.agent());
    return new Instruction(
        payload.settings().isPresent()
            ? settings.prompt().orElse(task.type())
            : settings.prompt().map(prompt -> prompt + "\n\n").orElse("") + whole(task),
        agent,
        system(profile),
        rules(profile, agent),
        settings.permissions().orElse(defaults.permissions()),
        defaults.limits(settings),
        settings.retry().orElse(defaults.retry()));
  }

  private static void refuseAnyOf(String owner, List<FieldError> problems)
      throws UnusableException {
    if (!problems.isEmpty()) {
      FieldError first = problems.getFirst();
      throw invalid(owner + first.path() + ": " + first.message());
    }
  }

  /** Words the task as the Node.js Otto did, and asks for the same answer. */
  private static String whole(Task task) {
    return """
        Carry out this task:
        {"id": %s, "type": %s, "payload": %s}

        Answer with one JSON object and nothing else:
        {"status": "success", "failed" or "skipped", "summary": "what came of it", "errors": []}
        """
        .formatted(TextNode.valueOf(task.id()), TextNode.valueOf(task.type()), task.payload());
  }

  private List<PermissionRule> rules(JsonNode profile, @Nullable String agent)
      throws UnusableException {
    LaneSettings.Read read =
        LaneSettings.read(Files.exists(base) ? file(base) : NOTHING, profile, agent);
    if (!read.wrong().isEmpty()) {
      throw invalid("The profile says: " + String.join("; ", read.wrong()));
    }
    if (!read.unsupported().isEmpty()) {
      throw new UnusableException(
          "profile_unsupported",
          "The profile sets what Otto cannot have OpenCode do for one run: "
              + String.join(", ", read.unsupported())
              + "; put it into OpenCode's own configuration, and take it out of the profile and of "
              + base);
    }
    return read.rules();
  }

  private static @Nullable String system(JsonNode profile) throws UnusableException {
    if (!profile.hasNonNull("system")) {
      return null;
    }
    JsonNode system = profile.get("system");
    if (!system.isTextual() || system.textValue().isBlank()) {
      throw invalid("The profile's system: " + system + " is not text, or blank");
    }
    return system.textValue();
  }

  private static JsonNode payload(@Nullable String text) throws UnusableException {
    try {
      return text == null ? NOTHING : JSONC.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid("The job's payload is not JSON" + place(e));
    }
  }

  private JsonNode profile(String id) throws UnusableException {
    if (!Job.isProfileId(id)) {
      throw missing("\"" + id + "\" is not a profile id; use letters, digits, . _ and -");
    }
    try {
      return file(profiles.resolve(id + ".jsonc"));
    } catch (InvalidPathException e) {
      throw missing("No file can be called " + id + " in this locale; set LC_ALL=C.UTF-8 for Otto");
    }
  }

  private static JsonNode file(Path file) throws UnusableException {
    try {
      return object(JSONC.readTree(Files.readString(file)), "The profile " + file);
    } catch (NoSuchFileException e) {
      throw missing("There is no profile " + file + "; write it, or clear the job's profileId");
    } catch (JsonProcessingException e) {
      throw invalid("The profile " + file + " is not JSON" + place(e));
    } catch (IOException e) {
      throw missing("The profile " + file + " cannot be read; check its permissions");
    }
  }

  private static JsonNode object(JsonNode node, String what) throws UnusableException {
    if (!node.isObject()) {
      throw invalid(what + " must be a JSON object");
    }
    return node;
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }

  private static UnusableException missing(String message) {
    return new UnusableException("profile_missing", message);
  }

  private static UnusableException invalid(String message) {
    return new UnusableException("instruction_invalid", message);
  }

  private static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Instruction.InstructionError result;

    UnusableException(String code, String message) {
      super(message, null, false, false);
      this.result = new Instruction.InstructionError(code, message);
    }
  }
}
