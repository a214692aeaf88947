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
import java.util.Map;

/** The environment of a load program: a fresh home folder and a free port. */
public record Setting(Path home, int port) {
  private static final int PROMPT_TIMEOUT_SECONDS = 1_800;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the configuration that the daemon will read. */
  public static Setting make(URI openCode, int promptsInFlight) throws IOException {
    return make(
        Files.createTempDirectory("otto-load"), openCode, promptsInFlight, PROMPT_TIMEOUT_SECONDS);
  }

  /** Writes the configuration into a home folder that is there already. */
  public static Setting make(Path home, URI openCode, int promptsInFlight, int promptTimeoutSeconds)
      throws IOException {
    int port = freePort();
    Files.writeString(
        home.resolve("config.jsonc"),
        """
        {
          "opencode": { "url": "%s" },
          "externalApi": { "host": "127.0.0.1", "port": %d },
          "controlPlane": { "port": 0 },
          "scheduler": { "maxConcurrentPrompts": %d, "promptTimeoutSeconds": %d }
        }
        """
            .formatted(openCode, port, promptsInFlight, promptTimeoutSeconds));
    return new Setting(home, port);
  }

  public OttoProcess start() throws IOException, InterruptedException {
    return start(Map.of());
  }

  /** Starts the daemon with more variables in its environment. */
  public OttoProcess start(Map<String, String> variables) throws IOException, InterruptedException {
    return OttoProcess.start(home, port, variables);
  }

  /** Reads a JSON text. */
  public static JsonNode json(String text) {
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
