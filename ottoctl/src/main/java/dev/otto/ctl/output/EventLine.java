package dev.otto.ctl.output;

import com.google.gson.JsonParser;
import dev.otto.ctl.client.Event;
import dev.otto.ctl.client.Fields;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;

/** An event as one line for people: its time, its kind and what happened. */
public final class EventLine {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final String NO_TIME = " ".repeat(19);

  private EventLine() {}

  public static String of(Event event, ZoneId zone) {
    var data = Fields.of(JsonParser.parseString(event.data()));
    return "%s  %-8s  %s".formatted(time(data, zone), event.type(), what(event.type(), data));
  }

  private static String time(Fields data, ZoneId zone) {
    return Stream.of("at", "finishedAt", "startedAt", "updatedAt")
        .map(data::number)
        .flatMap(Optional::stream)
        .findFirst()
        .map(millis -> TIME.format(Instant.ofEpochMilli(millis).atZone(zone)))
        .orElse(NO_TIME);
  }

  private static String what(String type, Fields data) {
    return switch (type) {
      case "job" -> data.text("id") + " " + data.find("terminalState").orElse(data.text("status"));
      case "run" -> data.text("jobId") + " " + data.text("state");
      case "audit" ->
          Stream.of("action", "target", "outcome")
              .map(data::text)
              .reduce((a, b) -> a + " " + b)
              .orElse("");
      case "catalog" -> data.text("count") + " models, " + catalog(data);
      case "defaults" ->
          String.join(
              ", ",
              data.in("flowDefaults").object().keySet().stream()
                  .map(flow -> flow + " " + data.in("flowDefaults").find(flow).orElse("inherit"))
                  .toList());
      default -> Fields.visible(data.object().toString());
    };
  }

  private static String catalog(Fields data) {
    return data.find("lastError")
        .map(error -> "the refresh failed: " + error)
        .orElse(
            data.texts("added").size() + " added, " + data.texts("removed").size() + " removed");
  }
}
