package dev.otto.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The environment of a load program: a fresh home folder and a free port. */
record Setting(Path home, int port) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the configuration that the daemon will read. */
  static Setting make(URI openCode, int promptsInFlight) throws IOException {
    Path home = Files.createTempDirectory("otto-load");
    int port = freePort();
    Files.writeString(
        home.resolve("config.jsonc"),
        """
        {
          "opencode": { "url": "%s" },
          "externalApi": { "host": "127.0.0.1", "port": %d },
          "controlPlane": { "port": 0 },
          "scheduler": { "maxConcurrentPrompts": %d }
        }
        """
            .formatted(openCode, port, promptsInFlight));
    return new Setting(home, port);
  }

  OttoProcess start() throws IOException, InterruptedException {
    return OttoProcess.start(home, port);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
