package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.logging.Logging;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An Otto in a process of its own that shares its database with others, until it is killed. */
final class ClusterMember implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;
  private final Process process;
  private final HttpClient asking = HttpClient.newHttpClient();

  ClusterMember(Path home, URI openCode, String database) throws IOException {
    this.home = home;
    Path file = home.resolve("secrets/daemon.json");
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ClusterMember.class.getName(),
                    home.toString(),
                    openCode.toString(),
                    database))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile())
            .start();
    await().atMost(OttoOnOpenCode.LONG).until(() -> Files.exists(file) || !process.isAlive());
  }

  /** Runs one: its home, its OpenCode, and the address of the database. */
  public static void main(String[] arguments) throws Exception {
    Logging.start(System.out, Logging.LogStyle.TEXT, Logging.Detail.NORMAL);
    Environment environment =
        OttoOnOpenCode.environment(Path.of(arguments[0]), URI.create(arguments[1]));
    String database = arguments[2];
    try (var _ = Otto.start(Otto.configuration(environment), environment, sharing(database))) {
      Thread.currentThread().join();
    }
  }

  /** Returns how a node opens the database at this address beside others. */
  static Storage.Opening sharing(String address) {
    return (config, paths, environment) ->
        TestDatabase.shared(address, NodeId.of(config, paths, environment));
  }

  /** Asks the assistant, and waits for nothing. */
  void ask(String text) throws IOException {
    String body = JSON.createObjectNode().put("text", text).toString();
    var unused =
        asking.sendAsync(
            request("/external/assistant/messages")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding());
  }

  /** Returns its metrics. */
  String metrics() throws IOException, InterruptedException {
    return asking
        .send(request("/observe/metrics").build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private HttpRequest.Builder request(String path) throws IOException {
    Path secrets = home.resolve("secrets");
    String address =
        JSON.readTree(secrets.resolve("daemon.json").toFile()).path("externalApi").asText();
    String token = Files.readString(secrets.resolve("internal-api.token")).strip();
    return HttpRequest.newBuilder(URI.create(address + path))
        .header("Authorization", "Bearer " + token);
  }

  /** Ends it, as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Sends it a signal, such as STOP. */
  void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (status != 0) {
      throw new IOException("kill -" + name + " ended with " + status);
    }
  }

  @Override
  public void close() {
    kill();
    asking.shutdownNow();
    asking.close();
  }
}
