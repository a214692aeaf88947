package dev.otto.ctl.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.otto.ctl.client.ApiException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Parses options and response values that are texts but mean something else. */
final class Times {
  private Times() {}

  /** Returns epoch milliseconds of {@code now} or of an ISO time that is to come. */
  static long toCome(String text, long now) {
    if (text.equals("now")) {
      return now;
    }
    long time = parse(text);
    if (time < now) {
      throw ApiException.usage(
          "\"" + text + "\" is past; write a time to come, or now to run it at once.");
    }
    return time;
  }

  private static long parse(String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return time.toEpochMilli();
    } catch (DateTimeParseException e) {
      throw ApiException.usage(
          "\""
              + text
              + "\" is not a time; use now, 2026-12-24T18:00:00Z or 2026-12-24T18:00:00+01:00.");
    }
  }

  /** Returns a payload as an object; an empty one if it is none. */
  static JsonObject object(String json) {
    try {
      var parsed = JsonParser.parseString(json);
      return parsed.isJsonObject() ? parsed.getAsJsonObject() : new JsonObject();
    } catch (JsonParseException e) {
      return new JsonObject();
    }
  }
}
