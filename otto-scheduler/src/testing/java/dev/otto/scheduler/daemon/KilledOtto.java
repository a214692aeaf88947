package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.scheduler.Main;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An Otto in a process of its own, which ends as {@code kill -9} ends it. */
final class KilledOtto implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;
  private final Process process;
  private final HttpClient asking = HttpClient.newHttpClient();

  KilledOtto(Path home, URI openCode, String... options) throws IOException {
    this.home = home;
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.add("serve");
    var builder = new ProcessBuilder(command);
    var variables = builder.environment();
    variables.put("HOME", home.toString());
    variables.put("OTTO_HOME", home.toString());
    variables.put("OTTO_OPENCODE_URL", openCode.toString());
    variables.put("OTTO_EXTERNAL_API_PORT", "0");
    variables.put("OTTO_CONTROL_PLANE_PORT", "0");
    variables.remove("OTTO_CONFIG");
    Path file = home.resolve("secrets/daemon.json");
    Files.deleteIfExists(file); // One that was killed before has left it.
    process =
        builder
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    await().atMost(OttoOnOpenCode.LONG).until(() -> Files.exists(file) || !process.isAlive());
  }

  /** Creates a job. */
  void create(String job) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request("/external/jobs", job), BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new IOException(answer.body());
      }
    }
  }

  /** Asks the assistant, and waits for nothing. */
  void ask(String text) throws IOException {
    post("/external/assistant/messages", JSON.createObjectNode().put("text", text).toString());
  }

  /** Sends a request, and waits for nothing. */
  void post(String path, String body) throws IOException {
    var unused = asking.sendAsync(request(path, body), BodyHandlers.discarding());
  }

  /** Waits until it has ended, as somebody else kills it. */
  void awaitEnd() {
    process.onExit().orTimeout(OttoOnOpenCode.LONG.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Ends it, as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  long pid() {
    return process.pid();
  }

  private String api() throws IOException {
    return JSON.readTree(home.resolve("secrets/daemon.json").toFile()).path("externalApi").asText();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    var answer = asking.send(request(path).GET().build(), BodyHandlers.ofString());
    return JSON.readTree(answer.body());
  }

  private HttpRequest request(String path, String body) throws IOException {
    return request(path).POST(BodyPublishers.ofString(body)).build();
  }

  private HttpRequest.Builder request(String path) throws IOException {
    String token = Files.readString(home.resolve("secrets/internal-api.token")).strip();
    return HttpRequest.newBuilder(URI.create(api() + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  @Override
  public void close() {
    kill();
    asking.shutdownNow();
  }
}
