package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServerTest {
  private static final String TOKEN = "the-right-token";

  /** More than the buffers of two sockets hold, so a server that closes early is noticed. */
  private static final String TWELVE_MIB = "x".repeat(12 * 1024 * 1024);

  private static final String AUTH = "Host: localhost\nAuthorization: Bearer " + TOKEN + "\n";

  private final List<String> denied = new CopyOnWriteArrayList<>();
  private Duration now = Duration.ZERO;
  private String token = TOKEN;
  @AutoClose private ApiServer server;

  /** A few routes that show what arrives. */
  private static final class Probes implements RouteGroup {
    @Override
    public List<Route> routes() {
      return List.of(
          Route.get("/external/health", call -> Reply.ok(Map.of("status", "ok"))),
          Route.get("/external/things/{id}", call -> Reply.ok(Map.of("id", call.parameter("id")))),
          Route.post("/external/things", call -> Reply.json(201, call.requiredBody())),
          Route.delete(
              "/external/things/{id}",
              call -> Reply.ok(Map.of("id", call.parameter("id"), "body", call.body()))),
          Route.get(
              "/external/search", call -> Reply.ok(Map.of("q", call.query("q").orElse("none")))),
          Route.get(
              "/external/broken",
              call -> {
                throw new IllegalStateException("secret inside");
              }),
          Route.get("/observe/health", call -> Reply.ok(Map.of("status", "up"))));
    }
  }

  @BeforeEach
  void start() {
    server =
        new ApiServer(
            Listen.loopback(0),
            () -> token.getBytes(StandardCharsets.UTF_8),
            (actor, request, reason) -> denied.add(actor.surface() + " " + request + " " + reason),
            (method, path, status) -> {},
            new LocalFailedAttempts(() -> now.toNanos()));
    server.start();
    server.ready(List.of(new Probes()));
  }

  private RawHttp.Reply send(String request) throws IOException {
    return RawHttp.once(server.port(), request);
  }

  private RawHttp.Reply get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\n" + AUTH + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer the-right-token",
        "authorization: bearer the-right-token",
        "Authorization:   BEARER    the-right-token  "
      })
  void letsTheRightTokenIn(String header) throws IOException {
    var reply = send("GET /external/health HTTP/1.1\nHost: localhost\n" + header + "\n\n");
    assertEquals(200, reply.status());
    assertEquals("{\"status\":\"ok\"}", reply.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Nothing: 1",
        "Authorization: Bearer wrong",
        "Authorization: Basic dXNlcjpwYXNz",
        "Authorization: Bearer",
        "Authorization: the-right-token"
      })
  void refusesAnythingElseWithoutRepeatingIt(String header) throws IOException {
    for (String path : List.of("/external/health", "/external/nowhere", "/openapi")) {
      var reply = send("GET " + path + " HTTP/1.1\nHost: localhost\n" + header + "\n\n");
      if (path.startsWith("/external")) {
        assertEquals(401, reply.status());
        assertEquals("Bearer", reply.header("WWW-Authenticate"));
        assertTrue(reply.body().startsWith("{\"error\":\"unauthorized\",\"message\":"));
        assertFalse(reply.body().contains("dXNlcjpwYXNz"));
      }
    }
    assertTrue(denied.contains("REST GET /external/health wrong or missing token, from 127.0.0.1"));
  }

  @Test
  void slowsGuessingDownButNeverLocksOutTheRightToken() throws IOException {
    String wrong = "GET /external/health HTTP/1.1\nHost: localhost\nAuthorization: Bearer no\n\n";
    for (int i = 1; i < 20; i++) {
      assertEquals(401, send(wrong).status());
    }
    var twentieth = send(wrong);
    assertEquals(429, twentieth.status());
    assertEquals("60", twentieth.header("Retry-After"));
    assertTrue(twentieth.body().contains("too_many_requests"));
    assertEquals(200, get("/external/health").status());
    now = now.plusSeconds(61);
    assertEquals(401, send(wrong).status());
    assertEquals(20, denied.size());
  }

  @Test
  void takesARotatedTokenAtOnce() throws IOException {
    assertEquals(200, get("/external/health").status());
    assertEquals(200, get("/external/health").status());
    token = "another";
    assertEquals(401, get("/external/health").status());
  }

  @Test
  void refusesAHostThatIsNotItsOwn() throws IOException {
    var reply =
        send(
            "GET /external/health HTTP/1.1\nHost: evil.example:4191\nAuthorization: Bearer "
                + TOKEN
                + "\n\n");
    assertEquals(400, reply.status());
    for (String host : List.of("127.0.0.1:4191", "LOCALHOST", "[::1]:9")) {
      assertEquals(200, send("GET /observe/health HTTP/1.1\nHost: " + host + "\n\n").status());
    }
  }

  @Test
  void answers503UntilReady() throws IOException {
    server.stopping();
    assertEquals(503, get("/external/health").status());
    var health = send("GET /observe/health HTTP/1.1\nHost: localhost\n\n");
    assertEquals(503, health.status());
    assertEquals("{\"status\":\"down\",\"reason\":\"stopping\"}", health.body());
  }

  @Test
  void answersThoughItsHealthFailsWhileItLeaves() throws IOException {
    server.leaving();
    assertEquals(200, get("/external/health").status());
    var health = send("GET /observe/health HTTP/1.1\nHost: localhost\n\n");
    assertEquals(503, health.status());
    assertEquals("{\"status\":\"down\",\"reason\":\"stopping\"}", health.body());
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb%20c, a/b c",
    "a+b, a+b",
    "%E2%82%AC, €",
    "x;v=1, x;v=1",
    "openai%2Fgpt-5%3Afree, openai/gpt-5:free"
  })
  void decodesAnIdAfterSplittingThePath(String raw, String id) throws IOException {
    assertEquals("{\"id\":\"" + id + "\"}", get("/external/things/" + raw).body());
  }

  @Test
  void answersHeadLikeGetWithoutTheBody() throws IOException {
    var reply = send("HEAD /external/health HTTP/1.1\n" + AUTH + "Connection: close\n\n");
    assertEquals(200, reply.status());
    assertEquals(Integer.toString("{\"status\":\"ok\"}".length()), reply.header("Content-Length"));
    assertEquals("", reply.body());
    assertEquals(
        405, send("HEAD /external/things HTTP/1.1\n" + AUTH + "Connection: close\n\n").status());
    assertEquals(
        401,
        send("HEAD /external/health HTTP/1.1\nHost: localhost\nConnection: close\n\n").status());
  }

  @Test
  void needsNoTokenToSayThatHealthIsOnlyRead() throws IOException {
    var reply = send("POST /observe/health HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    assertEquals(405, reply.status());
    assertEquals("GET", reply.header("Allow"));
  }

  @Test
  void readsAPlusInTheQueryAsASpace() throws IOException {
    assertEquals("{\"q\":\"a b+c\"}", get("/external/search?q=a+b%2Bc").body());
  }

  @Test
  void namesTheAllowedMethods() throws IOException {
    var reply = send("PATCH /external/things/1 HTTP/1.1\n" + AUTH + "\n");
    assertEquals(405, reply.status());
    assertEquals("DELETE, GET", reply.header("Allow"));
    assertEquals(404, get("/external/nowhere").status());
  }

  @Test
  void readsChunkedBodies() throws IOException {
    var reply =
        send(
            "POST /external/things HTTP/1.1\n"
                + AUTH
                + "Content-Type: application/json; charset=utf-8\nTransfer-Encoding: chunked\n\n"
                + "4\n{\"a\"\n3\n:1}\n0\n\n");
    assertEquals(201, reply.status());
    assertEquals("{\"a\":1}", reply.body());
  }

  @Test
  void closesAfterADeleteWithoutFraming() throws IOException {
    try (var http = new RawHttp(server.port())) {
      var reply =
          http.send(
              "DELETE /external/things/1 HTTP/1.1\n"
                  + AUTH
                  + "Content-Type: application/json\n\n{}stray");
      assertEquals(200, reply.status());
      assertEquals("close", reply.header("Connection"));
      assertEquals("{}", reply.body().replaceAll(".*\"body\":(\\{\\}).*", "$1"));
      assertTrue(http.isClosedByServer());
    }
  }

  @Test
  void readsTheBodyOfADeleteThatHasOne() throws IOException {
    var reply =
        send(
            "DELETE /external/things/1 HTTP/1.1\n"
                + AUTH
                + "Content-Type: application/json\nContent-Length: 14\n\n{\"reason\":\"x\"}");
    assertTrue(reply.body().contains("{\"reason\":\"x\"}"));
  }

  @Test
  void wantsJson() throws IOException {
    String post = "POST /external/things HTTP/1.1\n" + AUTH;
    assertEquals(415, send(post + "Content-Type: text/plain\nContent-Length: 2\n\n{}").status());
    assertEquals(415, send(post + "Content-Length: 2\n\n{}").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"a\":1}x", "{\"a\":1,\"a\":2}", "\u00ff\u00fe", "null"})
  void refusesABodyThatIsNoJsonObject(String body) throws IOException {
    var reply =
        send(
            "POST /external/things HTTP/1.1\n"
                + AUTH
                + "Content-Type: application/json\nContent-Length: "
                + body.length()
                + "\n\n"
                + body);
    assertEquals(400, reply.status());
    assertTrue(reply.body().startsWith("{\"error\":\"invalid_request\",\"message\":"));
  }

  @Test
  void refusesABodyOverTheLimit() throws IOException {
    String post = "POST /external/things HTTP/1.1\n" + AUTH + "Content-Type: application/json\n";
    var announced = send(post + "Content-Length: 2000000\n\n");
    assertEquals(413, announced.status());
    assertTrue(announced.body().contains("payload_too_large"));
    String chunk = "80000\n" + "x".repeat(0x80000) + "\n";
    assertEquals(
        413, send(post + "Transfer-Encoding: chunked\n\n" + chunk + chunk + chunk).status());
  }

  private static Stream<String> tooLargeBodies() {
    String chunk = "100000\n" + "x".repeat(0x100000) + "\n";
    return Stream.of(
        "Content-Length: 12582912\n\n" + TWELVE_MIB,
        "Connection: close\nContent-Length: 12582912\n\n" + TWELVE_MIB,
        "Transfer-Encoding: chunked\n\n" + chunk.repeat(12) + "0\n\n");
  }

  @Test
  void answersAlsoWhoSendsTheWholeOfATooLargeBody() throws IOException {
    String post = "POST /external/things HTTP/1.1\n" + AUTH + "Content-Type: application/json\n";
    for (String body : tooLargeBodies().toList()) {
      var reply = send(post + body);
      assertEquals(413, reply.status());
      assertTrue(reply.body().contains("payload_too_large"));
    }
  }

  /** A refusal that never looks at the body. */
  @Test
  void answersAlsoAStrangerWhoSendsALargeBodyAndWantsNoMore() throws IOException {
    String post = "POST /external/things HTTP/1.1\nHost: localhost\nConnection: close\n";
    var reply = send(post + "Content-Length: 12582912\n\n" + TWELVE_MIB);
    assertEquals(401, reply.status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: -5",
        "Content-Length: five",
        "Content-Length: 2\nContent-Length: 3",
        "Content-Length: 2\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip"
      })
  void refusesDoubtfulFraming(String framing) throws IOException {
    var reply =
        send(
            "POST /external/things HTTP/1.1\n"
                + AUTH
                + "Content-Type: application/json\n"
                + framing
                + "\n\n{}");
    assertEquals(400, reply.status());
    assertTrue(reply.body().contains("invalid_request"));
  }

  @Test
  void tellsNothingAboutADefectButWhereToLook() throws IOException {
    var reply = get("/external/broken");
    assertEquals(500, reply.status());
    assertTrue(reply.body().contains("internal_error"));
    assertFalse(reply.body().contains("secret"));
  }

  @Test
  void answersARequestItCannotReadWithTheSameShape() throws IOException {
    for (String request :
        List.of(
            "GET /external/%zz HTTP/1.1\n" + AUTH + "\n",
            "GET /external/health?q=%zz HTTP/1.1\n" + AUTH + "\n",
            "GET /external/health HTTP/1.1\n\n",
            "GET /external/health HTTP/1.1\n" + AUTH + "X: " + "y".repeat(20_000) + "\n\n")) {
      var reply = send(request);
      assertTrue(reply.status() >= 400 && reply.status() < 500, reply.head());
      assertTrue(reply.body().startsWith("{\"error\":\"invalid_request\""), reply.body());
    }
  }
}
