package dev.otto.ctl.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Consumer;

/** One server-sent event. */
public record Event(String id, String type, String data) {

  /** Reads events until the stream ends. */
  static void readAll(BufferedReader lines, Consumer<Event> events) throws IOException {
    String id = "";
    String type = "message";
    var data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          events.accept(new Event(id, type, data.toString()));
        }
        type = "message";
        data.setLength(0);
      } else if (line.startsWith("id:")) {
        id = line.substring(3).strip();
      } else if (line.startsWith("event:")) {
        type = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
      }
    }
  }
}
