package dev.otto.benchmarks.cluster;

import dev.otto.benchmarks.Wire;
import dev.otto.benchmarks.load.OttoProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of several Ottos that share a database; it keeps its home and its port. */
public final class ClusterNode {
  /** The words that start it the first time, which may be those of an older version. */
  private static final List<String> FIRST =
      Optional.ofNullable(System.getProperty("from")).map(List::of).orElse(OttoProcess.COMMAND);

  private final Path home;
  private final int port;
  private final DatabaseLink link;
  private @Nullable OttoProcess process;

  private ClusterNode(Path home, int port, DatabaseLink link) {
    this.home = home;
    this.port = port;
    this.link = link;
  }

  static ClusterNode make(int database, URI openCode, int promptsInFlight) throws IOException {
    Path home = Files.createTempDirectory("otto-node");
    int port = freePort();
    var link = DatabaseLink.open(database);
    Files.writeString(
        home.resolve("config.jsonc"),
        """
        {
          "database": { "url": "jdbc:postgresql://127.0.0.1:%d/postgres", "user": "postgres" },
          "opencode": { "url": "%s" },
          "externalApi": {
            "host": "127.0.0.1", "port": %d, "hostNames": ["otto.example.org"]
          },
          "controlPlane": { "enabled": false },
          "scheduler": { "maxConcurrentPrompts": %d }
        }
        """
            .formatted(link.port(), openCode, port, promptsInFlight));
    return new ClusterNode(home, port, link);
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it, and waits until everything is started. */
  public void start() throws IOException, InterruptedException {
    List<String> command = process == null ? FIRST : OttoProcess.COMMAND;
    process = OttoProcess.start(command, home, port, Map.of()).awaitStarted();
  }

  /** Returns its process. */
  public OttoProcess otto() {
    if (process == null) {
      throw new IllegalStateException("it was not started");
    }
    return process;
  }

  /** Returns the id by which the cluster knows it. */
  public String id() throws IOException {
    return Files.readString(home.resolve("data/node-id")).strip();
  }

  int port() {
    return port;
  }

  /** Returns where its token is. */
  Path tokenFile() {
    return home.resolve("secrets/internal-api.token");
  }

  /** Asks it something with this token, whatever its file holds. */
  boolean accepts(String token) throws IOException {
    try (var wire = new Wire(port, token)) {
      return wire.send(wire.get("/external/jobs?limit=1", "")).status() == 200;
    }
  }

  /** Creates a job with these fields beside its id and its prompt, which is the id. */
  public void create(String id, String schedule) throws IOException, InterruptedException {
    String unused =
        otto()
            .post(
                "/external/jobs",
                "{\"id\":\"%s\",\"type\":\"load\",%s,\"payload\":{\"prompt\":\"%s\"}}"
                    .formatted(id, schedule, id));
  }

  /** Ends it, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    otto().kill();
  }

  /** Ends it with SIGTERM, as operators do, and waits for that. */
  void terminate() throws InterruptedException {
    otto().close();
  }

  /** Stops it with SIGSTOP: it does nothing, and all its connections stay. */
  public void stop() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on after {@link #stop}. */
  public void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, String.valueOf(otto().pid())).start().waitFor();
    if (status != 0) {
      throw new IOException("kill -" + name + " ended with " + status);
    }
  }

  /** Ends its connections to the database, and takes no new ones. */
  public void cut() {
    link.set(DatabaseLink.State.CUT);
  }

  /** Holds what it and the database send to each other. */
  public void partition() {
    link.set(DatabaseLink.State.SILENT);
  }

  /** Lets it reach the database again. */
  public void connect() {
    link.set(DatabaseLink.State.OPEN);
  }

  /** Ends it, wherever its start has got to. */
  void close() throws IOException, InterruptedException {
    if (process != null) {
      process.kill();
    }
    link.close();
  }
}
