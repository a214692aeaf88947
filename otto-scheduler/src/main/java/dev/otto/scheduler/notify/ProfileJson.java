package dev.otto.scheduler.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.web.Json;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ProfileItem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of the profile in the REST API. A requested change is merged into the profile in
 * force key by key; all its problems are reported at once.
 */
public final class ProfileJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern TIME_OF_DAY = Pattern.compile("([01]?\\d|2[0-3]):[0-5]\\d");
  private static final int MAX_MUTE_MINUTES = 10_080;
  private static final int DEFAULT_CADENCE = 180;

  /** The conversion of each key from what a client sent to what is stored. */
  private static final Map<String, Function<JsonNode, JsonNode>> CHECKS =
      Map.ofEntries(
          Map.entry("timezone", ProfileJson::timezone),
          Map.entry("quietHoursStart", ProfileJson::timeOfDay),
          Map.entry("quietHoursEnd", ProfileJson::timeOfDay),
          Map.entry("heartbeatMorning", ProfileJson::timeOfDay),
          Map.entry("heartbeatMidday", ProfileJson::timeOfDay),
          Map.entry("heartbeatEvening", ProfileJson::timeOfDay),
          Map.entry("quietMode", ProfileJson::quietMode),
          Map.entry("muteUntil", ProfileJson::millis),
          Map.entry("heartbeatCadenceMinutes", ProfileJson::cadence),
          Map.entry("heartbeatOnlyIfSignal", ProfileJson::flag),
          Map.entry("watchdogAlertsEnabled", ProfileJson::flag),
          Map.entry("watchdogMuteUntil", ProfileJson::millis),
          Map.entry("interactiveContextWindowSize", ProfileJson::contextSize),
          Map.entry("contextRetentionCap", ProfileJson::contextSize));

  private ProfileJson() {}

  /** Times of day as HH:MM, moments as epoch milliseconds. */
  public static ProfileItem write(NotificationProfile profile) {
    QuietMode mode = profile.quietMode();
    return new ProfileItem(
        profile.timezone().getId(),
        text(profile.quietHoursStart()),
        text(profile.quietHoursEnd()),
        text(profile.heartbeatMorning()),
        text(profile.heartbeatMidday()),
        text(profile.heartbeatEvening()),
        mode == null ? null : mode.key(),
        Json.millis(profile.muteUntil()),
        profile.heartbeatCadenceMinutes(),
        Json.millis(profile.onboardingCompletedAt()),
        Json.millis(profile.lastDigestAt()),
        profile.heartbeatOnlyIfSignal(),
        profile.watchdog().enabled(),
        Json.millis(profile.watchdog().muteUntil()),
        profile.context().windowSize(),
        profile.context().retentionCap(),
        profile.updatedAt().toEpochMilli());
  }

  /** Applies a requested change; absent keys stay, unknown ones are ignored. */
  static ProfileChange change(NotificationProfile current, JsonNode requested, Instant now) {
    ObjectNode before = Json.tree(write(current));
    ObjectNode after = before.deepCopy();
    var problems = new ArrayList<FieldError>();
    CHECKS.forEach((key, check) -> overlay(after, key, requested, check, problems));
    overlay(after, "muteForMinutes", "muteUntil", requested, node -> muteFor(node, now), problems);
    overlay(
        after,
        "watchdogMuteForMinutes",
        "watchdogMuteUntil",
        requested,
        node -> muteFor(node, now),
        problems);
    overlay(
        after,
        "watchdogUnmute",
        "watchdogMuteUntil",
        requested,
        node -> flag(node).booleanValue() ? NODES.nullNode() : after.get("watchdogMuteUntil"),
        problems);
    completeOnboarding(after, requested, now, problems);
    if (!problems.isEmpty()) {
      return new ProfileChange.InvalidProfile(problems);
    }
    List<String> changed = differing(before, after);
    if (!changed.isEmpty()) {
      after.put("updatedAt", now.toEpochMilli());
      changed.add("updatedAt");
    }
    return new ProfileChange.Changed(read(after), changed);
  }

  private static void overlay(
      ObjectNode after,
      String key,
      JsonNode requested,
      Function<JsonNode, JsonNode> check,
      List<FieldError> problems) {
    overlay(after, key, key, requested, check, problems);
  }

  private static void overlay(
      ObjectNode after,
      String key,
      String target,
      JsonNode requested,
      Function<JsonNode, JsonNode> check,
      List<FieldError> problems) {
    JsonNode wanted = requested.get(key);
    if (wanted == null) {
      return;
    }
    try {
      after.set(target, check.apply(wanted));
    } catch (IllegalArgumentException e) {
      problems.add(new FieldError(key, key + " is " + wanted + "; " + e.getMessage()));
    }
  }

  private static void completeOnboarding(
      ObjectNode after, JsonNode requested, Instant now, List<FieldError> problems) {
    JsonNode complete = NODES.numberNode(now.toEpochMilli());
    JsonNode asBefore = after.get("onboardingCompletedAt");
    overlay(
        after,
        "markOnboardingComplete",
        "onboardingCompletedAt",
        requested,
        node -> flag(node).booleanValue() ? complete : asBefore,
        problems);
  }

  private static List<String> differing(ObjectNode before, ObjectNode after) {
    var keys = new ArrayList<String>();
    before.fieldNames().forEachRemaining(keys::add);
    keys.removeIf(key -> sameValue(before.get(key), after.get(key)));
    return keys;
  }

  /** Compares two values; a number is the same whether it came as an int or as a long. */
  private static boolean sameValue(JsonNode one, JsonNode other) {
    return (one.isNumber() && other.isNumber())
        ? one.longValue() == other.longValue()
        : one.equals(other);
  }

  private static NotificationProfile read(ObjectNode json) {
    return new NotificationProfile(
        ZoneId.of(json.get("timezone").textValue()),
        time(json.get("quietHoursStart")),
        time(json.get("quietHoursEnd")),
        time(json.get("heartbeatMorning")),
        time(json.get("heartbeatMidday")),
        time(json.get("heartbeatEvening")),
        json.get("quietMode").isNull()
            ? null
            : QuietMode.parse(json.get("quietMode").textValue()).orElseThrow(),
        instant(json.get("muteUntil")),
        json.get("heartbeatCadenceMinutes").intValue(),
        instant(json.get("onboardingCompletedAt")),
        instant(json.get("lastDigestAt")),
        json.get("heartbeatOnlyIfSignal").booleanValue(),
        new NotificationProfile.WatchdogAlerts(
            json.get("watchdogAlertsEnabled").booleanValue(),
            instant(json.get("watchdogMuteUntil"))),
        new NotificationProfile.InteractiveContext(
            json.get("interactiveContextWindowSize").intValue(),
            json.get("contextRetentionCap").intValue()),
        Instant.ofEpochMilli(json.get("updatedAt").longValue()));
  }

  private static JsonNode timezone(JsonNode node) {
    if (node.isNull()) {
      return NODES.textNode("UTC");
    }
    require(
        node.isTextual() && ZoneId.getAvailableZoneIds().contains(node.textValue()),
        "use an IANA time zone such as \"Europe/Vienna\"");
    return node;
  }

  private static JsonNode timeOfDay(JsonNode node) {
    if (node.isNull()) {
      return node;
    }
    require(
        node.isTextual() && TIME_OF_DAY.matcher(node.textValue()).matches(),
        "write a time of day as HH:MM, or null");
    String text = node.textValue();
    return NODES.textNode(text.length() == 5 ? text : "0" + text);
  }

  private static JsonNode quietMode(JsonNode node) {
    require(
        node.isNull() || (node.isTextual() && QuietMode.parse(node.textValue()).isPresent()),
        "allowed are \"critical_only\", \"off\" and null");
    return node;
  }

  private static JsonNode millis(JsonNode node) {
    require(
        node.isNull()
            || (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0),
        "write epoch milliseconds, or null");
    return node;
  }

  private static JsonNode cadence(JsonNode node) {
    return node.isNull()
        ? NODES.numberNode(DEFAULT_CADENCE)
        : whole(node, NotificationProfile.MIN_CADENCE, NotificationProfile.MAX_CADENCE);
  }

  private static JsonNode contextSize(JsonNode node) {
    return whole(
        node,
        NotificationProfile.InteractiveContext.MIN,
        NotificationProfile.InteractiveContext.MAX);
  }

  private static JsonNode muteFor(JsonNode node, Instant now) {
    int minutes = whole(node, 1, MAX_MUTE_MINUTES).intValue();
    return NODES.numberNode(now.plus(Duration.ofMinutes(minutes)).toEpochMilli());
  }

  private static JsonNode whole(JsonNode node, int least, int most) {
    require(
        node.isIntegralNumber()
            && node.canConvertToInt()
            && node.intValue() >= least
            && node.intValue() <= most,
        "allowed are whole numbers from " + least + " to " + most);
    return node;
  }

  private static JsonNode flag(JsonNode node) {
    require(node.isBoolean(), "write true or false");
    return node;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static @Nullable LocalTime time(JsonNode node) {
    return node.isNull() ? null : LocalTime.parse(node.textValue());
  }

  private static @Nullable Instant instant(JsonNode node) {
    return node.isNull() ? null : Instant.ofEpochMilli(node.longValue());
  }

  private static @Nullable String text(@Nullable LocalTime time) {
    return time == null ? null : time.toString();
  }
}
