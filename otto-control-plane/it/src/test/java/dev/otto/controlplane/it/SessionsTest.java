package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.logging.Logging;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets into the control plane, and who does not. */
class SessionsTest {
  @AutoClose private static OttoWithPages world;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    world = OttoWithPages.start(home);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /login HTTP/1.1\nHost: localhost\nContent-Length: 2\nContent-Length: 3\n\n{}",
        "POST /login HTTP/1.1\nHost: localhost\nContent-Length: 2\nTransfer-Encoding: chunked\n\n0\n\n",
        "G@T /login HTTP/1.1\nHost: localhost\n\n"
      })
  void refusesWhatCouldBeReadInTwoWaysAndCloses(String request) throws Exception {
    int port = world.otto.controlPlane().orElseThrow().port();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      byte[] bytes = request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(bytes);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }
  }

  @Test
  void withoutASessionAPageLeadsToTheLoginAndBack() throws Exception {
    try (var browser = world.browser()) {
      HttpResponse<String> page = browser.get("/models?search=a%20b");
      assertEquals(303, page.statusCode());
      String login = page.headers().firstValue("Location").orElseThrow();
      assertEquals("/login?next=%2Fmodels%3Fsearch%3Da%2520b", login);
      assertTrue(browser.get(login).body().contains("value=\"/models?search=a%20b\""));
    }
  }

  @Test
  void aHeadIsToldWhatAGetWouldBe() throws Exception {
    var page = URI.create(world.pages().address() + "/models");
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(HttpRequest.newBuilder(page).HEAD().build(), BodyHandlers.ofString());
      assertEquals(303, answer.statusCode());
      assertEquals("/login?next=%2Fmodels", answer.headers().firstValue("Location").orElseThrow());
      assertEquals("", answer.body());
    }
  }

  @Test
  void theTokenLogsInWithACookieThatIsBoundToThisHostAndPort() throws Exception {
    try (var browser = world.browser()) {
      HttpResponse<String> answer = browser.post("/login", Map.of("token", world.token()));
      String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(
          Pattern.matches(
              "otto-session-%d=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict"
                  .formatted(world.pages().port()),
              cookie),
          cookie);
      assertEquals(200, browser.get("/models").statusCode());
    }
  }

  @Test
  void aLoginNeverLeadsToAnotherSite() throws Exception {
    for (String next : new String[] {"//evil.example", "/\\evil.example", "https://evil.example"}) {
      try (var browser = world.browser()) {
        var answer = browser.post("/login", Map.of("token", world.token(), "next", next));
        assertEquals("/", answer.headers().firstValue("Location").orElseThrow(), next);
      }
    }
  }

  @Test
  void aLinkLogsInOnceAndOnlyWhenItIsSent() throws Exception {
    String path = world.pages().loginLink().toString().replace(world.pages().address(), "");
    String code = path.substring(path.indexOf('=') + 1);
    try (var first = world.browser();
        var second = world.browser()) {
      first.get(path);
      assertEquals(303, first.get("/models").statusCode());
      assertEquals(303, first.post("/login", Map.of("link", code)).statusCode());
      assertEquals(200, first.get("/models").statusCode());
      assertEquals(401, second.post("/login", Map.of("link", code)).statusCode());
      assertEquals(303, second.get("/models").statusCode());
    }
  }

  @Test
  void aLinkIsOverAfterAMinute() throws Exception {
    String code = world.pages().loginLink().getQuery().substring("link=".length());
    world.passes(Duration.ofSeconds(61));
    try (var browser = world.browser()) {
      assertEquals(401, browser.post("/login", Map.of("link", code)).statusCode());
    }
  }

  @Test
  void aProgramGetsALinkWithTheTokenOnlyAndAPageNever() throws Exception {
    String bearer = "Bearer " + world.token();
    try (var program = world.browser()) {
      var link = program.postAsProgram("/login-links", "Authorization", bearer);
      assertEquals(201, link.statusCode());
      assertTrue(link.body().startsWith("{\"url\":\"" + world.pages().address() + "/login?link="));
      assertEquals(401, program.postAsProgram("/login-links").statusCode());
      String origin = world.pages().address();
      assertEquals(
          403,
          program
              .postAsProgram("/login-links", "Authorization", bearer, "Origin", origin)
              .statusCode());
    }
  }

  @Test
  void aSessionEndsByIdlenessAndByAge() throws Exception {
    try (var idle = world.browser();
        var busy = world.browser()) {
      idle.logIn(world.token());
      busy.logIn(world.token());
      world.passes(Duration.ofHours(7));
      assertEquals(200, busy.get("/models").statusCode());
      world.passes(Duration.ofHours(2));
      assertEquals(303, idle.get("/models").statusCode());
      for (int hours = 9; hours < 7 * 24; hours += 6) {
        assertEquals(200, busy.get("/models").statusCode());
        world.passes(Duration.ofHours(6));
      }
      assertEquals(303, busy.get("/models").statusCode());
    }
  }

  @Test
  void whatAPageAsksForByItselfKeepsNoSessionAlive() throws Exception {
    try (var browser = world.browser()) {
      browser.logIn(world.token());
      for (int i = 0; i < 3; i++) {
        world.passes(Duration.ofHours(3));
        browser.get("/models", "X-Otto-Live", "1");
      }
      assertEquals(303, browser.get("/models").statusCode());
    }
  }

  @Test
  void logOutEndsTheSessionOnTheServer() throws Exception {
    try (var browser = world.browser();
        var thief = world.browser()) {
      browser.logIn(world.token());
      String cookie = "otto-session-" + world.pages().port() + "=" + browser.session();
      assertEquals(200, thief.get("/models", "Cookie", cookie).statusCode());
      assertEquals(303, browser.post("/logout", Map.of()).statusCode());
      assertEquals(303, thief.get("/models", "Cookie", cookie).statusCode());
    }
  }

  @Test
  void aNewTokenEndsEverySessionAndIsTheOneThatCounts() throws Exception {
    String old = world.token();
    try (var browser = world.browser()) {
      browser.logIn(old);
      world.rotateToken();
      assertEquals(303, browser.get("/models").statusCode());
      assertEquals(401, browser.post("/login", Map.of("token", old)).statusCode());
      browser.logIn(world.token());
      assertEquals(200, browser.get("/models").statusCode());
    }
  }

  @Test
  void aChangeNeedsTheTokenOfItsForm() throws Exception {
    try (var browser = world.browser();
        var other = world.browser()) {
      browser.logIn(world.token());
      other.logIn(world.token());
      assertEquals(403, browser.post("/logout", Map.of("_form", "")).statusCode());
      assertEquals(403, browser.post("/logout", Map.of("_form", "A".repeat(86))).statusCode());
      String strange = other.get("/models").body().replaceAll("(?s).*_form\" value=\"", "");
      String token = strange.substring(0, strange.indexOf('"'));
      assertEquals(403, browser.post("/logout", Map.of("_form", token)).statusCode());
      assertEquals(200, browser.get("/models").statusCode());
    }
  }

  @Test
  void aChangeFromAnotherPlaceIsRefusedEvenWithTheRightForm() throws Exception {
    try (var browser = world.browser()) {
      browser.logIn(world.token());
      String[][] foreign = {
        {"Origin", "https://evil.example"},
        {"Origin", "null"},
        {"Origin", "http://127.0.0.1:1"},
        {"Origin", world.pages().address(), "Sec-Fetch-Site", "cross-site"},
        {"Sec-Fetch-Site", "same-site"},
        {},
      };
      for (String[] headers : foreign) {
        assertEquals(403, browser.post("/logout", Map.of(), headers).statusCode());
      }
      assertEquals(200, browser.get("/models").statusCode());
    }
  }

  @Test
  void aForeignHostIsRefusedBeforeAnythingElse() throws Exception {
    for (String host : new String[] {"evil.example", "127.0.0.1.evil.example:80", ""}) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), world.pages().port())) {
        var out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
        out.print("GET /login HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        out.flush();
        var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertTrue(answer.matches("HTTP/1.1 4(21|00)"), host + ": " + answer);
      }
    }
  }

  @Test
  void aProxyThatServesThePagesUnderAPathIsRefusedInASentence() throws Exception {
    for (String prefix : new String[] {"/otto", "/a/b"}) {
      String answer = loginBehind(prefix);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertTrue(answer.contains("serves the control plane under " + prefix), answer);
    }
    assertTrue(loginBehind("/").startsWith("HTTP/1.1 200 "));
  }

  /** Ottos behind a proxy may each listen on a port of its own. */
  @Test
  void theCookieIsNamedAfterThePortThatTheBrowserKnows() throws Exception {
    try (var browser = world.browser()) {
      browser.logIn(world.token());
      String session = browser.session();
      assertTrue(modelsBehind("localhost:8443", "otto-session-8443=" + session).contains(" 200 "));
      assertTrue(modelsBehind("localhost", "otto-session=" + session).contains(" 200 "));
      assertTrue(modelsBehind("localhost", "otto-session-8443=" + session).contains(" 303 "));
    }
  }

  /** Returns the first line of the answer. */
  private static String modelsBehind(String host, String cookie) throws IOException {
    return answer("GET /models HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + cookie)
        .lines()
        .findFirst()
        .orElse("");
  }

  private static String loginBehind(String prefix) throws IOException {
    return answer("GET /login HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Prefix: " + prefix);
  }

  private static String answer(String head) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), world.pages().port())) {
      String request = head + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyPageForbidsScriptsOfOthersFramesAndKeeping() throws Exception {
    try (var browser = world.browser()) {
      browser.logIn(world.token());
      for (String path : new String[] {"/models", "/login", "/no/such/page"}) {
        var headers = browser.get(path).headers();
        String policy = headers.firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.contains("default-src 'none'; script-src 'self'; style-src 'self'"));
        assertTrue(policy.contains("frame-ancestors 'none'"));
        assertFalse(policy.contains("unsafe"));
        assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElseThrow());
        assertEquals("no-store", headers.firstValue("Cache-Control").orElseThrow());
      }
    }
  }

  @Test
  void filesAreKeptForEverAtAnAddressThatHoldsTheirHash() throws Exception {
    try (var browser = world.browser()) {
      String page = browser.get("/login").body();
      var address = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"").matcher(page);
      int files = 0;
      while (address.find()) {
        var file = browser.get(address.group(1));
        assertEquals(200, file.statusCode(), address.group(1));
        assertTrue(file.headers().firstValue("Cache-Control").orElseThrow().contains("immutable"));
        files++;
      }
      assertTrue(files > 4, files + " files");
      assertEquals(404, browser.get("/assets/0000000000000000/otto.css").statusCode());
    }
  }

  @Test
  void noSecretIsInTheLog() throws Exception {
    var log = new ByteArrayOutputStream();
    Logging.start(
        new PrintStream(log, true, StandardCharsets.UTF_8),
        Logging.LogStyle.JSON,
        Logging.Detail.EVERYTHING);
    String code = world.pages().loginLink().getQuery().substring("link=".length());
    try (var browser = world.browser();
        var linked = world.browser()) {
      browser.logIn(world.token());
      linked.post("/login", Map.of("link", code));
      browser.get("/models");
      browser.get("/no/such/page");
      browser.post("/logout", Map.of("_form", "wrong"));
      world.rotateToken();
      browser.get("/models");
      String text = log.toString(StandardCharsets.UTF_8);
      assertTrue(text.contains("The token of the external API has changed"), text);
      assertFalse(text.contains(world.token()));
      assertFalse(text.contains(browser.session()));
      assertFalse(text.contains(linked.session()));
      assertFalse(text.contains(code));
    }
  }

  @Test
  void noSecretIsInAnyPage() throws Exception {
    try (var browser = world.browser()) {
      browser.logIn(world.token());
      browser.get("/models");
      browser.post("/login", Map.of("token", world.token() + "x"));
      String seen = browser.everythingSeen();
      assertNotEquals(-1, seen.indexOf("Models"));
      assertFalse(seen.contains(world.token()));
      assertFalse(seen.contains(browser.session()));
      assertFalse(seen.contains(StandInOpenCode.PLANTED_KEY));
    }
  }
}
