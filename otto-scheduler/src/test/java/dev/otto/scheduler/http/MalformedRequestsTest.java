package dev.otto.scheduler.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Whatever arrives: an error of the client's is told as one, and the next client is served. */
class MalformedRequestsTest {
  private static final int REQUESTS = 2_000;

  /** So that what is loaded and cached once is there before anything is counted. */
  private static final int WARM_UP = 500;

  /** Two kilobytes for each request would show; what the JVM keeps for itself does not. */
  private static final long ALLOWED_GROWTH = 4 << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> METHODS =
      List.of("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "TRACE", "\u0001", "get", "");
  private static final List<String> PATHS =
      List.of(
          "/external/echo",
          "/external/echo/%2F%2e%2e",
          "/external//",
          "*",
          "",
          "/%",
          "/a b",
          "/external/echo?x=%",
          "/external/echo?" + "y".repeat(5_000),
          "http://x/external/echo",
          "/external/echo/%FF%FE",
          "/external/echo/;a=b;;",
          "/\u00e9",
          "/external/echo#x");
  private static final List<String> FRAMINGS =
      List.of(
          "",
          "Content-Length: 5\n",
          "Content-Length: 99\n",
          "Content-Length: -1\n",
          "Content-Length: 99999999999999999999\n",
          "Content-Length: 0x10\n",
          "Transfer-Encoding: chunked\n",
          "Transfer-Encoding: chunked, gzip\n",
          "Transfer-Encoding: chunked\nContent-Length: 4\n",
          "Content-Encoding: gzip\n",
          "Expect: 100-continue\nContent-Length: 3\n",
          "Upgrade: h2c\nConnection: Upgrade\n");
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "{\"a\":",
          "[".repeat(5_000),
          "{\"a\":1e999999}",
          "zz\n{}\n0\n\n",
          "2\n{}\n0\n\n",
          "-1\n{}\n",
          "FFFFFFFFFF\n{}",
          "\u0000\u00ff\u00fe",
          "5\n{}",
          "\"x\"",
          "{\"a\":\"\\ud800\"}",
          "9".repeat(3_000),
          "{\"" + "k".repeat(70_000) + "\":1}");

  private final Random random = new Random(20_261_120);
  @AutoClose private ApiServer server;

  private static final class Echo implements RouteGroup {
    @Override
    public List<Route> routes() {
      return List.of(
          Route.get("/external/echo", call -> Reply.ok(Map.of("x", call.query("x").orElse("")))),
          Route.post("/external/echo", call -> Reply.ok(call.body())),
          Route.delete("/external/echo/{id}", call -> Reply.ok(call.body())),
          Route.get("/external/echo/{id}", call -> Reply.ok(Map.of("id", call.parameter("id")))));
    }
  }

  @BeforeEach
  void start() {
    server =
        new ApiServer(
            Listen.loopback(0),
            () -> ApiClient.TOKEN,
            (actor, request, reason) -> {},
            (method, path, status) -> {},
            new LocalFailedAttempts(System::nanoTime));
    server.start();
    server.ready(List.of(new Echo()));
  }

  /** One that got no answer in time would throw here. */
  @Test
  void areToldSoAndDisturbNobody() throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      sendOne();
      if (i % 50 == 0) {
        aSaneOneIsServed();
      }
    }
    aSaneOneIsServed();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void leaveNoConnectionAndNoMemoryBehind() throws Exception {
    long sockets = sockets();
    for (int i = 0; i < WARM_UP; i++) {
      sendOne();
    }
    long heap = heap();
    for (int i = 0; i < REQUESTS; i++) {
      sendOne();
    }
    await().atMost(PATIENCE).until(() -> sockets() <= sockets);
    await().atMost(PATIENCE).until(() -> heap() <= heap + ALLOWED_GROWTH);
  }

  /** Of this process, both ends. */
  private static long sockets() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(MalformedRequestsTest::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void sendOne() throws IOException {
    String request = request();
    assertNotEquals(500, statusOf(request), request);
  }

  private void aSaneOneIsServed() throws IOException {
    var sane =
        RawHttp.once(
            server.port(),
            "GET /external/echo?x=1 HTTP/1.1\nHost: localhost\nAuthorization: Bearer t\n\n");
    assertEquals("{\"x\":\"1\"}", sane.body());
  }

  private String request() {
    String text =
        oneOf(METHODS)
            + " "
            + oneOf(PATHS)
            + (random.nextInt(10) == 0 ? " HTTP/9.9" : " HTTP/1.1")
            + "\nHost: localhost\nAuthorization: Bearer t\n"
            + (random.nextInt(4) == 0 ? "" : "Content-Type: application/json\n")
            + (random.nextInt(20) == 0 ? "Bad Header\n" : "")
            + oneOf(FRAMINGS)
            + "\n"
            + oneOf(BODIES);
    return random.nextInt(8) == 0 ? text.substring(0, random.nextInt(text.length())) : text;
  }

  private String oneOf(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** The status of the first answer; 0 where the server just closes, which is an answer too. */
  private int statusOf(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      try {
        byte[] bytes = request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        String start =
            new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
        return start.length() < 12 ? 0 : Integer.parseInt(start.substring(9).strip());
      } catch (SocketException reset) {
        return 0;
      }
    }
  }
}
