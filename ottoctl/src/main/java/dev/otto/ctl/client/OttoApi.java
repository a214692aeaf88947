package dev.otto.ctl.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The whole HTTP contract as the command line uses it. Every method throws {@link ApiException}.
 */
public final class OttoApi {
  /** The version of this build; a constant, so that no start has to read it from a file. */
  public static final String VERSION = "0.2.0";

  private static final String CLIENT = "ottoctl/" + VERSION;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  // A prompt may take minutes; everything else answers long before.
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  private static final int MAX_PAGE = 1000;
  private static final int MAX_RUNS = 200;

  private final Connection connection;

  public OttoApi(Connection connection) {
    this.connection = connection;
  }

  public URI url() {
    return connection.address().url();
  }

  // Models

  public JsonObject catalog(Map<String, String> query) {
    return call("GET", "/external/models/catalog" + query(query));
  }

  /**
   * Has OpenCode asked for its models.
   *
   * @param query {@code node} names the only one of several Ottos that does so
   */
  public JsonObject refresh(Map<String, String> query, boolean reload, boolean force) {
    var body = new JsonObject();
    if (reload) {
      body.addProperty("reload", true);
      body.addProperty("force", force);
    }
    return call("POST", "/external/models/refresh" + query(query), body);
  }

  /** Returns what the latest refreshes changed, newest first. */
  public JsonObject changes(int limit) {
    return call("GET", "/external/models/changes?limit=" + limit);
  }

  /** Asks models whether they answer. */
  public JsonObject checkModels(JsonObject wanted, Map<String, String> query) {
    return call("POST", "/external/models/check" + query(query), wanted);
  }

  /** Replaces a model everywhere. */
  public JsonObject replaceModel(JsonObject wanted, Map<String, String> query) {
    return call("POST", "/external/models/replace" + query(query), wanted);
  }

  /** Prices past work as if another model had done it. */
  public JsonObject whatIf(JsonObject question) {
    return call("POST", "/external/models/whatif", question);
  }

  /** Takes a replacement back. */
  public JsonObject undoReplacement(long id, Map<String, String> query) {
    return call("POST", "/external/models/replace/" + id + "/undo" + query(query));
  }

  public JsonObject defaults() {
    return taggedDefaults().body();
  }

  /**
   * An answer with the tag of the state that it shows.
   *
   * @param tag empty where the server sends none
   */
  public record Tagged(JsonObject body, Optional<String> tag) {}

  public Tagged taggedDefaults() {
    return tagged("/external/models/defaults");
  }

  private Tagged tagged(String path) {
    try {
      var http = open("GET", path);
      JsonObject body = answer(http);
      return new Tagged(body, Optional.ofNullable(http.getHeaderField("ETag")));
    } catch (IOException e) {
      throw Unreachable.at(url(), e);
    }
  }

  public JsonObject changeDefault(
      String flow, Optional<String> modelRef, Map<String, String> query) {
    var flows = new JsonObject();
    flows.addProperty(flow, modelRef.orElse(null));
    var body = new JsonObject();
    body.add("flowDefaults", flows);
    return changeDefaults(body, query, Optional.empty());
  }

  /** Changes the defaults; where a tag is given, only while they still have it. */
  public JsonObject changeDefaults(
      JsonObject body, Map<String, String> query, Optional<String> tag) {
    return call("PATCH", "/external/models/defaults" + query(query), body, tag);
  }

  public JsonObject resolve(Map<String, String> query) {
    return call("GET", "/external/models/resolve" + query(query));
  }

  public JsonObject usage() {
    return call("GET", "/external/models/usage");
  }

  // Budgets

  public Tagged budgets() {
    return tagged("/external/budgets");
  }

  /** Replaces all budgets; where a tag is given, only while they still have it. */
  public JsonObject changeBudgets(
      JsonObject body, Map<String, String> query, Optional<String> tag) {
    return call("PUT", "/external/budgets" + query(query), body, tag);
  }

  // Tasks

  public JsonObject jobs(Map<String, String> query, int most) {
    return pages("jobs", MAX_PAGE, query, most);
  }

  /** Lists things, page by page until there are so many; where more remain, nextCursor says so. */
  private JsonObject pages(String kind, int maxPage, Map<String, String> query, int most) {
    var page = new LinkedHashMap<>(query);
    var all = new JsonArray();
    while (true) {
      page.put("limit", Integer.toString(Math.min(most - all.size(), maxPage)));
      JsonObject answer = call("GET", "/external/" + kind + query(page));
      Fields.of(answer).list(kind).forEach(thing -> all.add(thing.object()));
      answer.add(kind, all);
      var next = Fields.of(answer).find("nextCursor");
      if (next.isEmpty() || all.size() >= most) {
        return answer;
      }
      page.put("cursor", next.get());
    }
  }

  public JsonObject job(String id) {
    return call("GET", jobPath(id)).getAsJsonObject("job");
  }

  public JsonObject createJob(JsonObject job, Map<String, String> query) {
    return call("POST", "/external/jobs" + query(query), job);
  }

  public JsonObject updateJob(String id, JsonObject change, Map<String, String> query) {
    return call("PATCH", jobPath(id) + query(query), change);
  }

  public JsonObject cancelJob(String id, Optional<String> reason, Map<String, String> query) {
    var body = new JsonObject();
    reason.ifPresent(text -> body.addProperty("reason", text));
    return call("DELETE", jobPath(id) + query(query), body);
  }

  public JsonObject runNow(String id, Map<String, String> query) {
    return call("POST", jobPath(id) + "/run-now" + query(query), new JsonObject());
  }

  /** Says that the failure of a task is known; with a time it is snoozed until then. */
  public JsonObject acknowledge(String id, String reason, Optional<Long> until) {
    var body = new JsonObject();
    body.addProperty("reason", reason);
    until.ifPresent(time -> body.addProperty("until", time));
    return call("PUT", jobPath(id) + "/acknowledgement", body);
  }

  public JsonObject unacknowledge(String id) {
    return call("DELETE", jobPath(id) + "/acknowledgement");
  }

  public JsonObject runs(String id, Map<String, String> query) {
    return call("GET", jobPath(id) + "/runs" + query(query));
  }

  /** Lists runs of all tasks. */
  public JsonObject searchRuns(Map<String, String> query, int most) {
    return pages("runs", MAX_RUNS, query, most);
  }

  /** Returns a run with its answer, whatever its task is. */
  public JsonObject findRun(String runId) {
    return call("GET", runPath(runId));
  }

  private static String runPath(String runId) {
    if (runId.isBlank()) {
      throw ApiException.usage("The id of the run is empty; ottoctl run list shows ids.");
    }
    return "/external/runs/" + encode(runId);
  }

  /** Returns what models said and did in a run. */
  public JsonObject transcript(String runId) {
    return call("GET", runPath(runId) + "/transcript");
  }

  public JsonObject run(String id, String runId) {
    return call("GET", jobPath(id) + "/runs/" + encode(runId));
  }

  public JsonObject abort(String id, String runId) {
    return call("POST", jobPath(id) + "/runs/" + encode(runId) + "/abort", new JsonObject());
  }

  public JsonObject jobAudit(String id, Map<String, String> query) {
    return call("GET", jobPath(id) + "/audit" + query(query));
  }

  // System

  public JsonObject health() {
    return call("GET", "/external/health");
  }

  public JsonObject status() {
    return call("GET", "/external/system/status");
  }

  /** Lists the Ottos that share a database, or the only one. */
  public JsonObject nodes() {
    return call("GET", "/external/nodes");
  }

  /** Starts no new prompts on a node. */
  public JsonObject drain(String node) {
    return call("POST", nodePath(node) + "/drain", new JsonObject());
  }

  /** Starts prompts on a drained node again. */
  public JsonObject resume(String node) {
    return call("POST", nodePath(node) + "/resume", new JsonObject());
  }

  private static String nodePath(String node) {
    if (node.isBlank()) {
      throw ApiException.usage("The id of the node is empty; ottoctl node list shows ids.");
    }
    return "/external/nodes/" + encode(node);
  }

  public JsonObject audit(Map<String, String> query) {
    return call("GET", "/external/audit" + query(query));
  }

  /** Requests a link from the web control plane, which accepts the same token. */
  public JsonObject loginLink() {
    return call("POST", "/login-links");
  }

  /**
   * Asks the assistant.
   *
   * @param more fields of the question: sessionId, runId
   */
  public JsonObject ask(String text, Map<String, String> more, Map<String, String> query) {
    var body = new JsonObject();
    body.addProperty("text", text);
    more.forEach(body::addProperty);
    return call("POST", "/external/assistant/messages" + query(query), body);
  }

  /** Passes on the events that the server still has. */
  public void eventsSoFar(Consumer<Event> events) {
    events("/external/events?once=true", Optional.empty(), events);
  }

  /** Passes on each event after that one, until the server ends the stream. */
  public void eventsAfter(String lastId, Consumer<Event> events) {
    events("/external/events", Optional.of(lastId), events);
  }

  private void events(String path, Optional<String> lastId, Consumer<Event> events) {
    try {
      var http = open("GET", path);
      http.setRequestProperty("Accept", "text/event-stream");
      lastId.ifPresent(id -> http.setRequestProperty("Last-Event-ID", id));
      if (http.getResponseCode() != 200) {
        throw ApiException.answered(http.getResponseCode(), json(http.getErrorStream()));
      }
      Event.readAll(lines(http.getInputStream()), events);
    } catch (IOException e) {
      throw Unreachable.at(url(), e);
    }
  }

  private static String jobPath(String id) {
    if (id.isBlank()) {
      throw ApiException.usage("The id of the task is empty; ottoctl task list shows all ids.");
    }
    return "/external/jobs/" + encode(id);
  }

  private static String query(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonObject call(String method, String path) {
    return call(method, path, new JsonObject());
  }

  private JsonObject call(String method, String path, JsonObject body) {
    return call(method, path, body, Optional.empty());
  }

  private JsonObject call(String method, String path, JsonObject body, Optional<String> tag) {
    try {
      return method.equals("PATCH") ? patch(path, body, tag) : exchange(method, path, body, tag);
    } catch (IOException e) {
      throw Unreachable.at(url(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unreachable("Interrupted while waiting for " + url() + ".");
    }
  }

  private JsonObject exchange(String method, String path, JsonObject body, Optional<String> tag)
      throws IOException {
    var http = open(method, path);
    tag.ifPresent(state -> http.setRequestProperty("If-Match", state));
    if (body.size() > 0 || method.equals("POST")) {
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      http.setDoOutput(true);
      http.setRequestProperty("Content-Type", "application/json");
      http.setFixedLengthStreamingMode(bytes.length);
      try (var out = http.getOutputStream()) {
        out.write(bytes);
      }
    }
    return answer(http);
  }

  private JsonObject answer(HttpURLConnection http) throws IOException {
    int status = http.getResponseCode();
    InputStream in = status >= 400 ? http.getErrorStream() : http.getInputStream();
    return checked(status, json(in));
  }

  private HttpURLConnection open(String method, String path) throws IOException {
    var http = (HttpURLConnection) URI.create(url() + path).toURL().openConnection();
    if (http instanceof HttpsURLConnection https) {
      certificate().ifPresent(context -> https.setSSLSocketFactory(context.getSocketFactory()));
      if (connection.address().trust() instanceof Trust.Pinned) {
        https.setHostnameVerifier((host, session) -> true);
      }
    }
    http.setRequestMethod(method);
    http.setConnectTimeout((int) CONNECT.toMillis());
    http.setReadTimeout((int) TIMEOUT.toMillis());
    http.setRequestProperty("Authorization", "Bearer " + connection.token());
    http.setRequestProperty("X-Otto-Client", CLIENT);
    http.setRequestProperty("Accept", "application/json");
    return http;
  }

  private Optional<SSLContext> certificate() {
    return connection.address().trust().context();
  }

  // The JDK's older client, which starts twice as fast, knows no PATCH.
  private JsonObject patch(String path, JsonObject body, Optional<String> tag)
      throws IOException, InterruptedException {
    var client = HttpClient.newBuilder().connectTimeout(CONNECT);
    certificate().ifPresent(client::sslContext);
    try (var http = client.build()) {
      var request =
          HttpRequest.newBuilder(URI.create(url() + path))
              .header("Authorization", "Bearer " + connection.token())
              .header("X-Otto-Client", CLIENT)
              .header("Content-Type", "application/json")
              .timeout(TIMEOUT)
              .method("PATCH", HttpRequest.BodyPublishers.ofString(body.toString()));
      tag.ifPresent(state -> request.header("If-Match", state));
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      return checked(answer.statusCode(), json(answer.body()));
    }
  }

  private static JsonObject checked(int status, JsonObject answer) {
    if (status >= 400) {
      throw ApiException.answered(status, answer);
    }
    return answer;
  }

  private JsonObject json(@Nullable InputStream in) throws IOException {
    if (in == null) {
      return new JsonObject();
    }
    try (var reader = lines(in)) {
      var answer = JsonParser.parseReader(reader);
      return answer.isJsonObject() ? answer.getAsJsonObject() : new JsonObject();
    } catch (JsonParseException notOtto) {
      throw ApiException.unreachable(
          url() + " answers, but not as Otto does; check the address (--url).");
    }
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }
}
