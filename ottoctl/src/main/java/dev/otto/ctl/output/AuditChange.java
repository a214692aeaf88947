package dev.otto.ctl.output;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.otto.ctl.client.Fields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;

/** The change of an audit entry for people: only the values that differ. */
public final class AuditChange {
  private static final int MAX_LENGTH = 40;

  private AuditChange() {}

  public static String of(Fields entry) {
    Optional<JsonObject> before = object(entry, "before");
    Optional<JsonObject> after = object(entry, "after");
    return before.isEmpty() && after.isEmpty() ? sentence(entry) : differences(before, after);
  }

  private static String sentence(Fields entry) {
    return entry
        .find("before")
        .map(before -> before + " -> " + entry.text("after"))
        .or(() -> entry.find("after"))
        .orElse("");
  }

  private static String differences(Optional<JsonObject> before, Optional<JsonObject> after) {
    Fields old = new Fields(before.orElseGet(JsonObject::new));
    Fields now = new Fields(after.orElseGet(JsonObject::new));
    var keys = new LinkedHashSet<>(old.object().keySet());
    keys.addAll(now.object().keySet());
    var changes = new ArrayList<String>();
    for (String key : keys) {
      String from = shortened(old.text(key));
      String to = shortened(now.text(key));
      if (!from.equals(to)) {
        changes.add(key + " " + (before.isPresent() ? from + " -> " : "") + to);
      }
    }
    return String.join(", ", changes);
  }

  private static String shortened(String text) {
    String line = text.replace('\n', ' ');
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 3) + "...";
  }

  /** Returns a stored value as an object; it is text that mostly is JSON. */
  private static Optional<JsonObject> object(Fields entry, String key) {
    try {
      return entry
          .find(key)
          .map(JsonParser::parseString)
          .filter(JsonElement::isJsonObject)
          .map(JsonElement::getAsJsonObject);
    } catch (JsonParseException notJson) {
      return Optional.empty();
    }
  }
}
