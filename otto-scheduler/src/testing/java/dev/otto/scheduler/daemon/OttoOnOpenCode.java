package dev.otto.scheduler.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.logging.Logging;
import dev.otto.scheduler.opencode.RealOpenCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/**
 * Otto in a folder of its own on an OpenCode, usually a real one, driven over the REST API as a
 * client drives it. It remembers everything that was logged and answered.
 */
final class OttoOnOpenCode implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(90);
  static final String INHERIT =
      "{\"flowDefaults\":{\"interactiveAssistant\":null,"
          + "\"scheduledTasks\":null,\"heartbeat\":null,\"watchdogFailures\":null}}";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<String> answers = new CopyOnWriteArrayList<>();
  private final Otto otto;
  private final String token;

  /** Starts Otto; it logs all that it can. */
  OttoOnOpenCode(Path home, RealOpenCode openCode, Map<String, String> variables) throws Exception {
    this(home, openCode.url(), variables);
  }

  /** On whatever answers there as OpenCode does. */
  OttoOnOpenCode(Path home, URI openCode, Map<String, String> variables) throws Exception {
    this(environment(home, openCode).with(variables));
  }

  /** With this configuration, which the home gets. */
  static OttoOnOpenCode configured(Path home, RealOpenCode openCode, String config)
      throws Exception {
    return configured(home, openCode.url(), config);
  }

  /** With this configuration, on whatever answers there as OpenCode does. */
  static OttoOnOpenCode configured(Path home, URI openCode, String config) throws Exception {
    Path file = Files.createDirectories(home).resolve("config.jsonc");
    Files.writeString(file, config);
    return new OttoOnOpenCode(home, openCode, Map.of("OTTO_CONFIG", file.toString()));
  }

  OttoOnOpenCode(Environment environment) throws Exception {
    this(environment, Storage::open);
  }

  /** On a database that is opened in another way, as one of several Ottos for instance. */
  OttoOnOpenCode(Environment environment, Storage.Opening storage) throws Exception {
    logHere();
    otto = Otto.start(Otto.configuration(environment), environment, storage);
    token = Files.readString(otto.paths().token()).strip();
  }

  /** Sends the log of the process here, again after something else took it. */
  void logHere() {
    Logging.start(stream(log), Logging.LogStyle.JSON, Logging.Detail.EVERYTHING);
  }

  static Environment environment(Path home, URI openCode) {
    return new Environment(
        Map.of(
            "OTTO_HOME",
            home.toString(),
            "OTTO_OPENCODE_URL",
            openCode.toString(),
            "OTTO_EXTERNAL_API_PORT",
            "0",
            "OTTO_CONTROL_PLANE_PORT",
            "0"),
        home,
        InstantSource.system(),
        ZoneId.of("UTC"),
        RandomGenerator.getDefault());
  }

  static PrintStream stream(ByteArrayOutputStream out) {
    return new PrintStream(out, true, UTF_8);
  }

  String address() {
    return otto.address();
  }

  OttoPaths paths() {
    return otto.paths();
  }

  String token() {
    return token;
  }

  String log() {
    return log.toString(UTF_8);
  }

  /** The lines of the log that hold all of these. */
  List<String> logLines(String... parts) {
    return log().lines().filter(line -> List.of(parts).stream().allMatch(line::contains)).toList();
  }

  /** The body of every answer so far. */
  List<String> answers() {
    return List.copyOf(answers);
  }

  JsonNode get(String path) {
    return call(200, "GET", path, "");
  }

  JsonNode call(int status, String method, String path, String body) {
    try {
      return JSON.readTree(text(status, method, path, body));
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  /** What is not JSON. */
  String text(String path) {
    return text(200, "GET", path, "");
  }

  private String text(int status, String method, String path, String body) {
    var response = send(method, path, body);
    assertEquals(status, response.statusCode(), response.body());
    return response.body();
  }

  /** Returns the status of an answer, whatever it is. */
  int status(String method, String path, String body) {
    return send(method, path, body).statusCode();
  }

  private HttpResponse<String> send(String method, String path, String body) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(otto.address() + path))
              .timeout(LONG)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body));
      var response = http.send(request.build(), BodyHandlers.ofString());
      answers.add(response.headers().map() + response.body());
      return response;
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A job that is due now; it inherits its model. */
  ObjectNode job(String prompt) {
    ObjectNode job = JSON.createObjectNode().put("type", "test").put("scheduleType", "oneshot");
    job.put("runAt", System.currentTimeMillis());
    job.putObject("payload").put("prompt", prompt);
    return job;
  }

  ObjectNode job(String prompt, ModelRef model) {
    return job(prompt).put("modelRef", model.toString());
  }

  /** Gives the id. */
  String create(ObjectNode job) {
    return call(201, "POST", "/external/jobs?allowUnavailable=true", job.toString())
        .path("id")
        .asText();
  }

  void runAgain(String job) {
    await().atMost(LONG).until(() -> get(path(job)).at("/job/status").asText().equals("idle"));
    call(200, "POST", path(job) + "/run-now", "");
  }

  /** Creates it and waits for the end of its run. */
  JsonNode run(ObjectNode job) {
    return finished(create(job), 1);
  }

  /** The latest run of the job, when it has ended and is the so-manyth. */
  JsonNode finished(String job, int count) {
    return await()
        .atMost(LONG)
        .until(
            () -> get(path(job) + "/runs"),
            page -> page.path("total").asInt() == count && !page.at("/runs/0/finishedAt").isNull())
        .at("/runs/0");
  }

  /** The id of the job's latest run. */
  String latestRun(String job) {
    return get(path(job) + "/runs").at("/runs/0/id").asText();
  }

  static String path(String job) {
    return "/external/jobs/" + URLEncoder.encode(job, UTF_8);
  }

  void setDefault(String flow, ModelRef model) {
    call(
        200,
        "PATCH",
        "/external/models/defaults",
        "{\"flowDefaults\":{\"%s\":\"%s\"}}".formatted(flow, model));
  }

  /** Returns the warnings of all parts of its status, as JSON. */
  String warnings() {
    var warnings = new StringBuilder();
    get("/external/system/status")
        .path("services")
        .forEach(service -> warnings.append(service.path("warnings")));
    return warnings.toString();
  }

  void leave() throws Exception {
    otto.leave();
  }

  @Override
  public void close() {
    otto.close();
    http.shutdownNow();
    http.close();
    Logging.start(System.err, Logging.LogStyle.TEXT, Logging.Detail.NORMAL);
  }
}
