package dev.otto.controlplane.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.page.Fields;
import dev.otto.web.Form;
import dev.otto.web.Json;
import dev.otto.wire.ProfileChanged;
import dev.otto.wire.ProfileItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The notification profile as a form: the name, label and format of each field. */
final class ProfileForm {
  static final String MUTE = "mute";
  static final String ONLY_IF_SIGNAL = "heartbeatOnlyIfSignal";
  private static final String CADENCE = "heartbeatCadenceMinutes";

  /** The labels of the fields by their keys in the API. */
  private static final Map<String, String> LABELS = new LinkedHashMap<>();

  static {
    LABELS.put("timezone", "Time zone");
    LABELS.put("quietHoursStart", "Quiet from");
    LABELS.put("quietHoursEnd", "Quiet until");
    LABELS.put("quietMode", "In quiet hours");
    LABELS.put("heartbeatMorning", "Morning");
    LABELS.put("heartbeatMidday", "Midday");
    LABELS.put("heartbeatEvening", "Evening");
    LABELS.put(CADENCE, "Cadence in minutes");
    LABELS.put(ONLY_IF_SIGNAL, "Only if something ran");
    LABELS.put("muteUntil", "Mute");
  }

  static final List<String> TEXTS =
      List.of(
          "timezone",
          "quietHoursStart",
          "quietHoursEnd",
          "quietMode",
          "heartbeatMorning",
          "heartbeatMidday",
          "heartbeatEvening",
          CADENCE);

  private ProfileForm() {}

  static Fields of(ProfileItem profile) {
    ObjectNode keys = Json.tree(profile);
    var values = new LinkedHashMap<String, @Nullable String>();
    TEXTS.forEach(name -> values.put(name, keys.path(name).asText("")));
    values.replaceAll((name, value) -> keys.path(name).isNull() ? "" : value);
    values.put(ONLY_IF_SIGNAL, profile.heartbeatOnlyIfSignal() ? "true" : "");
    values.put(MUTE, "");
    return Fields.of(values);
  }

  static Fields typed(Form form) {
    var names = new ArrayList<>(TEXTS);
    names.add(ONLY_IF_SIGNAL);
    names.add(MUTE);
    return Fields.typed(form, names);
  }

  /** Returns the change to request from Otto; unreadable values become errors of their fields. */
  static ObjectNode change(Fields fields) {
    ObjectNode change = JsonNodeFactory.instance.objectNode();
    for (String name : TEXTS) {
      String value = fields.value(name).strip();
      if (name.equals(CADENCE)) {
        putNumber(change, fields, value);
      } else {
        change.put(name, value.isEmpty() ? null : value);
      }
    }
    change.put(ONLY_IF_SIGNAL, !fields.value(ONLY_IF_SIGNAL).isEmpty());
    putMute(change, fields);
    return change;
  }

  private static void putNumber(ObjectNode change, Fields fields, String value) {
    if (value.matches("\\d{1,6}")) {
      change.put(CADENCE, Integer.parseInt(value));
    } else {
      fields.reject(CADENCE, "Enter a whole number of minutes from 30 to 1440.");
    }
  }

  private static void putMute(ObjectNode change, Fields fields) {
    String mute = fields.value(MUTE);
    if (mute.equals("off")) {
      change.putNull("muteUntil");
    } else if (mute.matches("\\d{1,5}")) {
      change.put("muteForMinutes", Integer.parseInt(mute));
    }
  }

  /** Returns the form's name for a field of the API. */
  static String field(String path) {
    return path.equals("muteForMinutes") || path.equals("muteUntil") ? MUTE : path;
  }

  static String label(String key) {
    return LABELS.getOrDefault(key, key);
  }

  /** Describes the changes in words: {@code Morning is now 08:30 (was 09:00)}. */
  static List<String> changes(ProfileItem profileBefore, ProfileChanged change) {
    ObjectNode before = Json.tree(profileBefore);
    ObjectNode after = Json.tree(change.profile());
    return change.changedFields().stream()
        .filter(LABELS::containsKey)
        .map(
            key ->
                key.equals("muteUntil")
                    ? after.path(key).isNull() ? "No longer muted" : "Muted"
                    : "%s is now %s (was %s)"
                        .formatted(label(key), word(after.path(key)), word(before.path(key))))
        .toList();
  }

  static String word(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "not set";
    }
    return switch (value.asText()) {
      case "true" -> "on";
      case "false", "off" -> "off";
      case "critical_only" -> "critical only";
      default -> value.asText();
    };
  }
}
