package dev.otto.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A daemon in a process of its own that the benchmarks start, query and kill. The launcher passes
 * the command in the system property {@code otto.command}, one word per line.
 */
public final class OttoProcess implements AutoCloseable {
  /** The words that run the Otto of these sources. */
  public static final List<String> COMMAND =
      List.of(System.getProperty("otto.command", "").split("\n"));

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** The time to start in; on a busy machine several do at once. */
  private static final Duration START = Duration.ofMinutes(5);

  static {
    // A benchmark that is ended half-way leaves nothing behind that it has started.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
  }

  private final Path home;
  private final int port;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Duration untilReady;

  private OttoProcess(Path home, int port, Process process, Duration untilReady) {
    this.home = home;
    this.port = port;
    this.process = process;
    this.untilReady = untilReady;
  }

  /**
   * Starts the daemon on this home folder, which holds its config.jsonc, and waits until it
   * answers.
   */
  public static OttoProcess start(Path home, int port, Map<String, String> variables)
      throws IOException, InterruptedException {
    return start(COMMAND, home, port, variables);
  }

  /** Starts the daemon of another version so. */
  public static OttoProcess start(
      List<String> command, Path home, int port, Map<String, String> variables)
      throws IOException, InterruptedException {
    long before = System.nanoTime();
    var words = new ArrayList<>(command);
    words.add("serve");
    var builder = new ProcessBuilder(words);
    builder.environment().put("OTTO_HOME", home.toString());
    builder.environment().put("OTTO_CONFIG", home.resolve("config.jsonc").toString());
    builder.environment().put("OTTO_CONTROL_PLANE_PORT", "0");
    builder.environment().putAll(variables);
    Path log = home.resolve("otto.log");
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    var process = builder.start();
    try {
      awaitReady(port, process, log);
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
    return new OttoProcess(home, port, process, Duration.ofNanos(System.nanoTime() - before));
  }

  private static void awaitReady(int port, Process process, Path log)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    var http = HttpClient.newHttpClient();
    var health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health"));
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IOException("otto ended with " + process.exitValue() + "; see " + log);
      }
      try {
        var answer = http.send(health.build(), HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // Nobody listens yet.
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new IOException("otto was not ready within " + START + "; see " + log);
  }

  /**
   * Returns the time from the start of the process to the first successful answer of its health
   * route.
   */
  Duration untilReady() {
    return untilReady;
  }

  /** Waits until everything is started, which is a moment after the API answers. */
  public OttoProcess awaitStarted() throws IOException, InterruptedException {
    Path file = home.resolve("secrets/daemon.json");
    String own = "\"pid\":" + process.pid() + ",";
    long deadline = System.nanoTime() + START.toNanos();
    while (!Files.exists(file) || !Files.readString(file).contains(own)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new IOException("otto did not start; see " + home.resolve("otto.log"));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return this;
  }

  /** Returns the resident memory in KiB, as the kernel counts it. */
  long residentKib() throws IOException {
    return status("VmRSS");
  }

  /** Returns the most resident memory in KiB that it has had. */
  public long peakKib() throws IOException {
    return status("VmHWM");
  }

  private long status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("the kernel tells no " + name + " of " + process.pid());
  }

  /** Returns the id of its process. */
  public long pid() {
    return process.pid();
  }

  /** Returns the processor time that it has used, as the system counts it. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Returns the same daemon for another client, with connections of its own. */
  public OttoProcess forAnotherClient() {
    return new OttoProcess(home, port, process, untilReady);
  }

  /** Returns where its API is. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** An answer of any status; the tag is empty if there is none. */
  public record HttpAnswer(int status, String body, String tag) {}

  public String get(String path) throws IOException, InterruptedException {
    return checked(path, call("GET", path, ""));
  }

  public String post(String path, String body) throws IOException, InterruptedException {
    return checked(path, call("POST", path, body));
  }

  private static String checked(String path, HttpAnswer answer) throws IOException {
    if (answer.status() >= 300) {
      throw new IOException(path + " answered " + answer.status() + ": " + answer.body());
    }
    return answer.body();
  }

  /** Calls the API with the token and returns whatever it answers. */
  public HttpAnswer call(String method, String path, String body)
      throws IOException, InterruptedException {
    return call(method, path, body, "");
  }

  /** Calls it so, if the state has this tag; an empty one asks for none. */
  public HttpAnswer call(String method, String path, String body, String tag)
      throws IOException, InterruptedException {
    var content =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    var request = request(path).header("Content-Type", "application/json").method(method, content);
    if (!tag.isEmpty()) {
      request.header("If-Match", tag);
    }
    try {
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new HttpAnswer(
          answer.statusCode(), answer.body(), answer.headers().firstValue("ETag").orElse(""));
    } catch (IOException e) {
      boolean dead = process.waitFor(1, TimeUnit.SECONDS);
      throw dead ? new IOException("otto ended with " + process.exitValue(), e) : e;
    }
  }

  public String token() throws IOException {
    return Files.readString(home.resolve("secrets/internal-api.token")).strip();
  }

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + token())
        .timeout(TIMEOUT);
  }

  /** Kills the daemon as {@code kill -9} does: no part of it runs any more when this returns. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      kill();
    }
    http.close();
  }
}
