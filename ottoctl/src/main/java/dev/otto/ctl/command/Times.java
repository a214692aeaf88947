package dev.otto.ctl.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.otto.ctl.client.ApiException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;

/** Parses options and response values that are texts but mean something else. */
final class Times {
  private Times() {}

  /** Returns epoch milliseconds of {@code now} or of an ISO time that is to come. */
  static long toCome(String text, long now) {
    if (text.equals("now")) {
      return now;
    }
    long time = parse(text, "now");
    if (time < now) {
      throw ApiException.usage(
          "\"" + text + "\" is past; write a time to come, or now to run it at once.");
    }
    return time;
  }

  /** Returns epoch milliseconds of an ISO time, or of so long from now: {@code 4h}, {@code 3d}. */
  static long later(String text, long now) {
    return text.matches("\\d{1,5}[smhd]") ? now + amount(text) : parse(text, "4h");
  }

  /** Returns epoch milliseconds of an ISO time, or of so long ago: {@code 30m}, {@code 24h}. */
  static long past(String text, long now) {
    return text.matches("\\d{1,5}[smhd]") ? now - amount(text) : parse(text, "24h");
  }

  private static long amount(String text) {
    long number = Long.parseLong(text, 0, text.length() - 1, 10);
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> TimeUnit.SECONDS.toMillis(number);
      case 'm' -> TimeUnit.MINUTES.toMillis(number);
      case 'h' -> TimeUnit.HOURS.toMillis(number);
      default -> TimeUnit.DAYS.toMillis(number);
    };
  }

  private static long parse(String text, String other) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return time.toEpochMilli();
    } catch (DateTimeParseException e) {
      throw ApiException.usage(
          "\""
              + text
              + "\" is not a time; use "
              + other
              + ", 2026-12-24T18:00:00Z or 2026-12-24T18:00:00+01:00.");
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
