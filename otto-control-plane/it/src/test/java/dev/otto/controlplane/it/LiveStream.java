package dev.otto.controlplane.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What a page hears of Otto while it is open. */
record LiveStream(BufferedReader lines) implements AutoCloseable {

  static LiveStream of(InputStream stream) {
    return new LiveStream(
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
  }

  /** The data of the next event of this kind. */
  String next(String kind) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("event: " + kind)) {
        return lines.readLine();
      }
    }
    throw new AssertionError("The stream ended before an event " + kind);
  }

  boolean ends() throws IOException {
    String line = lines.readLine();
    while (line != null) {
      line = lines.readLine();
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
