package dev.otto.scheduler.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.prompt.PermissionRule;
import dev.otto.models.prompt.PermissionRule.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The OpenCode settings of {@code base.jsonc} and a profile for scheduled runs, in the form of the
 * Node.js Otto: tools and permissions of every agent and of the one that runs, as rules of the
 * run's session. Settings that a session cannot have are listed, so that nobody relies on them.
 */
final class LaneSettings {
  private static final String LANE = "scheduled";

  /** The agent of the Node.js Otto; its settings hold for whichever agent runs. */
  private static final String ITS_AGENT = "assistant";

  /** OpenCode has one permission for all that changes files. */
  private static final Map<String, String> PERMISSION_OF_TOOL =
      Map.of("write", "edit", "patch", "edit", "multiedit", "edit");

  private static final Set<String> LANES = Set.of(LANE, "interactive");

  private final List<PermissionRule> rules = new ArrayList<>();
  private final List<String> unsupported = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  private LaneSettings() {}

  /** The rules, the settings that cannot be obeyed, and the errors. */
  record Read(List<PermissionRule> rules, List<String> unsupported, List<String> wrong) {
    Read {
      rules = List.copyOf(rules);
      unsupported = List.copyOf(unsupported);
      wrong = List.copyOf(wrong);
    }
  }

  /**
   * Reads the settings that hold for a run.
   *
   * @param base {@code {base, lanes}}, an empty object where there is none
   * @param profile has {@code laneOverrides}, or nothing of this kind
   * @param agent the agent that runs; null for OpenCode's default one
   */
  static Read read(JsonNode base, JsonNode profile, @Nullable String agent) {
    var settings = new LaneSettings();
    JsonNode lanes = base.path("lanes");
    JsonNode overrides = profile.path("laneOverrides");
    Stream.of(lanes, overrides).forEach(settings::lanes);
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    Stream.of(base.path("base"), lanes.path(LANE), overrides.path(LANE))
        .map(settings::openCode)
        .forEach(layer -> merge(merged, layer));
    settings.openCode(merged, agent);
    return new Read(settings.rules, settings.unsupported, settings.wrong);
  }

  private void lanes(JsonNode lanes) {
    for (Map.Entry<String, JsonNode> lane : lanes.properties()) {
      if (!LANES.contains(lane.getKey())) {
        unsupported.add(lane.getKey());
      }
    }
  }

  private JsonNode openCode(JsonNode layer) {
    for (Map.Entry<String, JsonNode> key : layer.properties()) {
      if (!key.getKey().equals("opencode")) {
        unsupported.add(key.getKey());
      }
    }
    return layer.path("opencode");
  }

  /**
   * Merges objects member by member, in the order of the earlier one; other values are replaced.
   */
  private static void merge(ObjectNode into, JsonNode layer) {
    for (Map.Entry<String, JsonNode> member : layer.properties()) {
      JsonNode value = member.getValue();
      if (into.get(member.getKey()) instanceof ObjectNode below && value.isObject()) {
        merge(below, value);
      } else {
        into.set(member.getKey(), value.deepCopy());
      }
    }
  }

  private void openCode(JsonNode settings, @Nullable String agent) {
    toolsAndPermission("opencode", settings, Set.of("agent", "$schema"));
    for (Map.Entry<String, JsonNode> each : settings.path("agent").properties()) {
      String path = "opencode.agent." + each.getKey();
      if (each.getKey().equals(ITS_AGENT) || each.getKey().equals(agent)) {
        toolsAndPermission(path, each.getValue(), Set.of());
      } else {
        unsupported.add(path);
      }
    }
  }

  private void toolsAndPermission(String path, JsonNode settings, Set<String> others) {
    each(path + ".tools", settings.path("tools"), this::tool);
    JsonNode permission = settings.path("permission");
    if (permission.isTextual()) {
      rule(path + ".permission", "*", "*", permission);
    } else {
      each(path + ".permission", permission, this::permission);
    }
    for (Map.Entry<String, JsonNode> key : settings.properties()) {
      if (!Set.of("tools", "permission").contains(key.getKey()) && !others.contains(key.getKey())) {
        unsupported.add(path + "." + key.getKey());
      }
    }
  }

  private void each(String path, JsonNode object, BiConsumer<String, Named> action) {
    if (object.isMissingNode() || object.isNull()) {
      return;
    }
    if (!object.isObject()) {
      wrong.add(path + " must be an object, but is " + object);
    }
    object
        .properties()
        .forEach(member -> action.accept(path, new Named(member.getKey(), member.getValue())));
  }

  private record Named(String name, JsonNode value) {}

  private void tool(String path, Named tool) {
    if (!tool.value().isBoolean()) {
      wrong.add(path + "." + tool.name() + " must be true or false, but is " + tool.value());
      return;
    }
    String permission = PERMISSION_OF_TOOL.getOrDefault(tool.name(), tool.name());
    Action action = tool.value().booleanValue() ? Action.ALLOW : Action.DENY;
    rules.add(new PermissionRule(permission, "*", action));
  }

  private void permission(String path, Named permission) {
    String inside = path + "." + permission.name();
    if (permission.value().isObject()) {
      each(
          inside,
          permission.value(),
          (_, pattern) -> rule(inside, permission.name(), pattern.name(), pattern.value()));
    } else {
      rule(inside, permission.name(), "*", permission.value());
    }
  }

  private void rule(String path, String permission, String pattern, JsonNode value) {
    Optional<Action> action =
        Stream.of(Action.values())
            .filter(each -> value.isTextual() && each.key().equals(value.textValue()))
            .findFirst();
    action.ifPresentOrElse(
        found -> rules.add(new PermissionRule(permission, pattern, found)),
        () -> wrong.add(path + " must be \"allow\", \"ask\" or \"deny\", but is " + value));
  }
}
