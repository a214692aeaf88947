package dev.otto.controlplane.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.logging.Logging;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows every link of every page of an Otto on a real OpenCode that worked and failed. */
@WithRealOpenCode
class SecretsInPagesTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Pattern ADDRESS =
      Pattern.compile("(?:href|src|hx-get|data-live-src|formaction|action)=\"(/[^\"#]*)");

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @TempDir Path folder;

  @Test
  void noPageScriptAddressOrLogHoldsWhatIsNobodysBusiness() throws Exception {
    Logging.start(
        new PrintStream(log, true, UTF_8), Logging.LogStyle.JSON, Logging.Detail.EVERYTHING);
    try (var openCode = RealOpenCode.start(folder.resolve("opencode"));
        var otto = Otto.start(environment(openCode));
        var visitor = new Visitor(otto.controlPlane().orElseThrow().address())) {
      String token = Files.readString(otto.paths().token()).strip();
      visitor.logIn(token);
      live(visitor, otto);
      String pages = otto.controlPlane().orElseThrow().address();
      Set<String> followed = follow(visitor);
      String live = liveEvents(pages, visitor.session());
      assertTrue(live.contains("event: run"), live);
      assertTrue(followed.size() > 40, followed.toString());

      var secrets = new ArrayList<>(RealOpenCode.PLANTED_KEYS);
      secrets.add(token);
      secrets.add(visitor.session());
      secrets.addAll(sessions(openCode));
      assertTrue(secrets.size() > 4, "runs and a talk have sessions: " + secrets.size());
      assertTrue(openCode.requests().getFirst().authorization().contains(secrets.getFirst()));
      assertClean(secrets, "a page", visitor.everythingSeen());
      assertClean(secrets, "the events", live);
      assertClean(secrets.subList(0, 4), "the log", log.toString(UTF_8));
    } finally {
      Logging.start(System.err, Logging.LogStyle.TEXT, Logging.Detail.NORMAL);
    }
  }

  private Environment environment(RealOpenCode openCode) {
    var variables =
        Map.of(
            "OTTO_HOME",
            folder.resolve("otto").toString(),
            "OTTO_OPENCODE_URL",
            openCode.url().toString(),
            "OTTO_EXTERNAL_API_PORT",
            "0",
            "OTTO_CONTROL_PLANE_PORT",
            "0");
    return new Environment(
        variables, folder, InstantSource.system(), ZoneId.of("UTC"), RandomGenerator.getDefault());
  }

  private static void live(Visitor visitor, Otto otto) throws Exception {
    run(visitor, otto, "well", "hello");
    run(visitor, otto, "refused", "#status=401");
    ask(visitor, "hello");
    ask(visitor, "#status=401");
    assertEquals(303, visitor.post("/models/refresh", Map.of()).statusCode());
    var settings = Map.of("scheduledTasks", RealOpenCode.BETA.toString());
    visitor.post("/models/defaults/check", settings);
  }

  private static void run(Visitor visitor, Otto otto, String id, String prompt) throws Exception {
    visitor.get("/new-job");
    var form =
        Map.of(
            "id", id,
            "prompt", prompt,
            "schedule", "cron",
            "cron", "0 7 1 1 *",
            "timeZone", "UTC",
            "timeoutSeconds", "5");
    assertEquals(303, visitor.post("/new-job", form).statusCode());
    visitor.get("/jobs/" + id);
    assertEquals(303, visitor.post("/jobs/" + id + "/run", Map.of()).statusCode());
    await()
        .atMost(LONG)
        .until(
            () -> otto.runs().ofJob(id, 1, 0).runs(),
            runs -> !runs.isEmpty() && runs.getFirst().timing().finishedAt() != null);
  }

  private static void ask(Visitor visitor, String text) throws Exception {
    String page = visitor.get("/assistant").body();
    Matcher number = Pattern.compile("name=\"number\" value=\"(\\d+)\"").matcher(page);
    assertTrue(number.find(), page);
    visitor.post("/assistant", Map.of("number", number.group(1), "text", text));
    visitor.get("/assistant");
  }

  /** Gives all addresses; those of forms are asked for, too, as somebody may who is curious. */
  private static Set<String> follow(Visitor visitor) throws Exception {
    var open = new ArrayDeque<>(List.of("/", "/models/pick?q=fake", "/search?q=e", "/no/page"));
    var known = new LinkedHashSet<>(open);
    while (!open.isEmpty()) {
      String path = open.remove();
      Matcher address = ADDRESS.matcher(visitor.get(path).body());
      while (address.find()) {
        String next = address.group(1).replace("&amp;", "&");
        if (known.size() < 400 && !next.startsWith("/live") && known.add(next)) {
          open.add(next);
        }
      }
    }
    return known;
  }

  /** What the stream of events tells a page that has been there for an hour. */
  private static String liveEvents(String pages, String session) throws Exception {
    int port = URI.create(pages).getPort();
    String request =
        "GET /live?age=3600000 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: otto-session-%d=%s\r\n\r\n"
            .formatted(port, port, session);
    var told = new StringBuilder();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        told.append(line).append('\n');
      }
    } catch (SocketTimeoutException e) {
      told.append("the end");
    }
    return told.toString();
  }

  private static Set<String> sessions(RealOpenCode openCode) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(openCode.url() + "/session")).build();
      String all = http.send(request, BodyHandlers.ofString()).body();
      var ids = new LinkedHashSet<String>();
      Pattern.compile("ses_\\w+").matcher(all).results().forEach(id -> ids.add(id.group()));
      return ids;
    }
  }

  private static void assertClean(List<String> secrets, String where, String text) {
    for (String secret : secrets) {
      int at = text.indexOf(secret);
      assertEquals(
          -1,
          at,
          () ->
              where
                  + ": "
                  + text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 60)));
    }
  }
}
