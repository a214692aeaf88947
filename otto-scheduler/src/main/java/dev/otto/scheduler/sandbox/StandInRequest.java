package dev.otto.scheduler.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One request. Bodies have a Content-Length; nobody sends the stand-in anything else. */
@SuppressWarnings("ArrayRecordComponent")
record StandInRequest(String method, List<String> path, Map<String, String> headers, byte[] body) {

  /** Reads a request; empty if the connection ended between requests. */
  static Optional<StandInRequest> read(InputStream in) throws IOException {
    String start = line(in);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    List<String> words = List.of(start.split(" ", -1));
    if (words.size() != 3) {
      throw new ProtocolException(start);
    }
    var headers = headers(in);
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return Optional.of(new StandInRequest(words.get(0), path(words.get(1)), headers, body));
  }

  private static List<String> path(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    return List.of(path.substring(1).split("/", -1));
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    var headers = new HashMap<String, String>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream(128);
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
