package dev.otto.scheduler.run;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.otto.models.opencode.PermissionPolicy;
import dev.otto.models.opencode.PermissionRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the instruction of a job. A key of the job's payload overrides the same key of its profile,
 * {@code task-config/profiles/<id>.jsonc}, which is read for each run, as is {@code base.jsonc}
 * beside that folder. A payload without a prompt but with something else is given to the model as
 * the whole task.
 */
public final class Instructions {
  private static final ObjectMapper JSONC =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  /** The keys of a payload that are for Otto itself. */
  private static final Set<String> OWN_KEYS = Set.of("agent", "timeoutSeconds", "permissions");

  /** The form of a plain file name, which cannot lead out of the folder. */
  private static final Pattern PROFILE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Path profiles;
  private final Path base;
  private final Defaults defaults;

  /** The values used if neither payload nor profile has any. */
  public record Defaults(Duration timeout, @Nullable String agent, PermissionPolicy permissions) {}

  /**
   * Reads profiles below this folder.
   *
   * @param dataFolder holds {@code task-config/profiles}
   */
  public Instructions(Path dataFolder, Defaults defaults) {
    this.profiles = dataFolder.resolve("task-config").resolve("profiles");
    this.base = profiles.resolveSibling("base.jsonc");
    this.defaults = defaults;
  }

  /** Returns the plan for a job's run. */
  Plan plan(Task task, @Nullable String profileId) {
    return switch (read(task, profileId)) {
      case Instruction.Ready ready -> new Plan.Ask(ready.instruction(), true, _ -> {});
      case Instruction.Unusable unusable ->
          new Plan.Over(new Outcome.Failed(unusable.code(), unusable.message()));
    };
  }

  /** Returns an instruction with this prompt and the defaults. */
  Instruction plain(String prompt) {
    return new Instruction(
        prompt, defaults.agent(), null, List.of(), defaults.permissions(), defaults.timeout());
  }

  /**
   * A job as the model sees it.
   *
   * @param type the instruction where the payload holds neither a prompt nor anything else
   * @param payload JSON as text
   */
  record Task(String id, String type, @Nullable String payload) {}

  /** Reads the present instruction. */
  Instruction.Read read(Task task, @Nullable String profileId) {
    try {
      return new Instruction.Ready(
          combine(task, payload(task.payload()), profileId == null ? NOTHING : profile(profileId)));
    } catch (UnusableException e) {
      return e.result;
    }
  }

  private Instruction combine(Task task, JsonNode payload, JsonNode profile)
      throws UnusableException {
    String prompt = text("prompt", payload, profile);
    String named = text("agent", payload, profile);
    String agent = named == null ? defaults.agent() : named;
    return new Instruction(
        prompt == null ? whole(task, payload) : prompt,
        agent,
        text("system", profile),
        rules(profile, agent),
        permissions(payload, profile),
        timeout(payload, profile));
  }

  /** Words the task as the Node.js Otto did, and asks for the same answer. */
  private static String whole(Task task, JsonNode payload) {
    boolean typeSaysAll =
        payload.isObject()
            && payload.properties().stream().map(Map.Entry::getKey).allMatch(OWN_KEYS::contains);
    if (typeSaysAll || task.payload() == null) {
      return task.type();
    }
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

  private static @Nullable String text(String key, JsonNode... sources) throws UnusableException {
    JsonNode found = first(key, sources);
    if (found == null) {
      return null;
    }
    if (!found.isTextual() || found.textValue().isBlank()) {
      throw invalid(key + " must be a text that is not empty, not " + found);
    }
    return found.textValue();
  }

  private PermissionPolicy permissions(JsonNode payload, JsonNode profile)
      throws UnusableException {
    JsonNode found = first("permissions", payload, profile);
    return found == null
        ? defaults.permissions()
        : PermissionPolicy.of(found.asText())
            .orElseThrow(
                () -> invalid("permissions must be \"reject\" or \"allow\", not " + found));
  }

  private Duration timeout(JsonNode payload, JsonNode profile) throws UnusableException {
    JsonNode found = first("timeoutSeconds", payload, profile);
    if (found == null) {
      return defaults.timeout();
    }
    if (!found.canConvertToInt() || !found.isIntegralNumber() || found.intValue() < 1) {
      throw invalid("timeoutSeconds must be a whole number of at least 1, not " + found);
    }
    return Duration.ofSeconds(found.intValue());
  }

  private static @Nullable JsonNode first(String key, JsonNode... sources) {
    for (JsonNode source : sources) {
      if (source.hasNonNull(key)) {
        return source.get(key);
      }
    }
    return null;
  }

  private static JsonNode payload(@Nullable String text) throws UnusableException {
    try {
      return text == null ? NOTHING : JSONC.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid("The job's payload is not JSON" + place(e));
    }
  }

  private JsonNode profile(String id) throws UnusableException {
    if (!PROFILE_ID.matcher(id).matches()) {
      throw missing("\"" + id + "\" is not a profile name; use letters, digits, . _ and -");
    }
    return file(profiles.resolve(id + ".jsonc"));
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
    private final transient Instruction.Unusable result;

    UnusableException(String code, String message) {
      super(message, null, false, false);
      this.result = new Instruction.Unusable(code, message);
    }
  }
}
