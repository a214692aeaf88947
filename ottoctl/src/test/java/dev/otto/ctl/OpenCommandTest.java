package dev.otto.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.otto.ctl.Daemon.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as the control plane does. */
class OpenCommandTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir Path home;
  private HttpServer server;
  private String url;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/login-links", this::link);
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    Files.createDirectories(home.resolve("secrets"));
    Files.writeString(home.resolve("secrets/internal-api.token"), TOKEN + "\n");
  }

  private void link(HttpExchange exchange) throws IOException {
    boolean known =
        ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    boolean asked = exchange.getRequestMethod().equals("POST");
    answer(
        exchange,
        !asked ? 405 : known ? 200 : 401,
        known
            ? "{\"url\":\"%s/login/abc\",\"expiresAt\":1795218803035}".formatted(url)
            : "{\"error\":\"unauthorized\",\"message\":\"The token is wrong\"}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void inAPipeTheLinkIsPrintedAndNothingElse() {
    var printed = run(false, "open", "--control-plane-url", url).ok();
    assertEquals(url + "/login/abc\n", printed.out());
    assertEquals("", printed.err());
    assertEquals(url + "/login/abc\n", run(false, "open", "-o", "name").ok().out());
    assertTrue(run(false, "open", "-o", "json").ok().json().has("expiresAt"));
  }

  @Test
  void atATerminalTheDesktopsProgramOpensIt() throws Exception {
    Path opened = desktop();
    run(true, "open").ok();
    await().until(() -> Files.exists(opened) && !Files.readString(opened).isEmpty());
    assertEquals(url + "/login/abc\n", Files.readString(opened));
  }

  @Test
  void withPrintNothingIsOpened() throws Exception {
    Path opened = desktop();
    run(true, "open", "--print").ok();
    run(true, "open", "-o", "json").ok();
    run(false, "open").ok();
    assertFalse(Files.exists(opened));
  }

  @Test
  void withoutADesktopItSaysToOpenTheLinkByHand() {
    var printed = run(true, "open").ok();
    assertTrue(printed.out().contains("/login/abc"), printed.out());
    assertTrue(printed.err().contains("open the link yourself"), printed.err());
  }

  @Test
  void theAddressIsReadFromTheConfigurationToo() throws Exception {
    int port = server.getAddress().getPort();
    Files.writeString(
        home.resolve("config.jsonc"), "{\"controlPlane\": {\"port\": %d}} // here".formatted(port));
    var found = Daemon.run(Map.of("OTTO_HOME", home.toString()), false, "open");
    assertEquals(url + "/login/abc\n", found.ok().out());
    var byPort =
        Map.of(
            "OTTO_CONTROL_PLANE_PORT",
            Integer.toString(port),
            "OTTO_EXTERNAL_API_TOKEN",
            TOKEN,
            "OTTO_HOME",
            home + "/nowhere");
    assertEquals(url + "/login/abc\n", Daemon.run(byPort, false, "open").ok().out());
  }

  @Test
  void aControlPlaneThatIsOffExitsWith69AndSaysWhereToLook() throws Exception {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    String nobody = "http://127.0.0.1:" + free;
    var refused = run(false, "open", "--control-plane-url", nobody);
    assertEquals(69, refused.exit());
    assertTrue(refused.err().contains(nobody), refused.err());
    assertTrue(refused.err().contains("ottoctl status"), refused.err());
  }

  @Test
  void aWrongTokenExitsWith4() throws Exception {
    Files.writeString(home.resolve("secrets/internal-api.token"), "another");
    var refused = run(false, "open");
    assertEquals(4, refused.exit());
    assertTrue(refused.err().contains("--token-file"), refused.err());
  }

  @Test
  void anAddressThatIsNoneExitsWith2() {
    assertEquals(2, run(false, "open", "--control-plane-url", "4192").exit());
  }

  /** A folder on the path whose xdg-open writes down what it is asked to open. */
  private Path desktop() throws IOException {
    Path opened = home.resolve("opened");
    Path program = Files.createDirectories(home.resolve("bin")).resolve("xdg-open");
    Files.writeString(program, "#!/bin/sh\necho \"$1\" > '%s'\n".formatted(opened));
    Files.copy(program, program.resolveSibling("open"));
    for (Path file : new Path[] {program, program.resolveSibling("open")}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
    return opened;
  }

  private Result run(boolean terminal, String... arguments) {
    var environment = new HashMap<String, String>();
    environment.put("OTTO_HOME", home.toString());
    environment.put("OTTO_CONTROL_PLANE_URL", url);
    environment.put("NO_COLOR", "1");
    if (Files.exists(home.resolve("bin"))) {
      environment.put("PATH", home.resolve("bin") + ":/bin");
      environment.put("DISPLAY", ":0");
    }
    return Daemon.run(environment, terminal, arguments);
  }

  @Test
  void theLinkOfARealDaemonLeadsToItsPagesOnceAndTheTokenIsNotInIt(@TempDir Path place)
      throws Exception {
    try (var daemon = Daemon.start(place)) {
      String pages = controlPlane(daemon);
      Result opened = daemon.run("open", "--print", "--control-plane-url", pages).ok();
      String link = opened.out().strip();
      assertTrue(link.startsWith(pages + "/login?link="), link);
      String token = Files.readString(place.resolve("secrets/internal-api.token")).strip();
      assertFalse((opened.out() + opened.err()).contains(token));
      assertEquals(303, redeem(pages, link));
      assertEquals(401, redeem(pages, link));
    }
  }

  private static String controlPlane(Daemon daemon) {
    for (var one : daemon.run("status", "-o", "json").ok().json().getAsJsonArray("services")) {
      var service = one.getAsJsonObject();
      if (service.get("id").getAsString().equals("control_plane")) {
        return service.get("message").getAsString();
      }
    }
    throw new AssertionError("no control plane");
  }

  private static int redeem(String pages, String link) throws Exception {
    String code = link.substring(link.indexOf('=') + 1);
    var request =
        HttpRequest.newBuilder(URI.create(pages + "/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", pages)
            .POST(HttpRequest.BodyPublishers.ofString("link=" + code));
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
