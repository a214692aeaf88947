package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.opencode.OpenCodeCallException.CallFailure;
import dev.otto.models.opencode.OpenCodeHttp.Credentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OpenCodeHttpTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello and more",
        "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
        "\r\nhello"
      })
  void readsTheBodyHoweverItsEndIsMarked(String rest) throws Exception {
    try (var server = ScriptedServer.saying(OK + rest)) {
      var response = server.client().request("GET", "/x", Optional.empty(), LONG);

      assertEquals("hello", new String(response.body(), UTF_8));
      assertEquals(200, response.status());
      assertTrue(response.isJson());
    }
  }

  @Test
  void unpacksWhatIsPacked() throws Exception {
    byte[] packed = gzip("hello".getBytes(UTF_8));
    try (var server = sayingPacked(packed)) {
      var response = server.client().request("GET", "/x", Optional.empty(), LONG);
      assertEquals("hello", new String(response.body(), UTF_8));
    }
  }

  @Test
  void passesOverInterimAnswers() throws Exception {
    try (var server = ScriptedServer.saying("HTTP/1.1 100 Continue\r\n\r\n" + OK + "\r\nx")) {
      var response = server.client().request("POST", "/x", Optional.of(new byte[1]), LONG);
      assertEquals(200, response.status());
    }
  }

  @Test
  void sendsCredentialsAndBodyBehindThePathOfTheUrl() throws Exception {
    try (var server = ScriptedServer.saying("HTTP/1.1 204 No Content\r\n\r\n")) {
      var base = URI.create(server.uri() + "/behind/");
      var http = new OpenCodeHttp(base, Optional.of(Credentials.of("sécret")));

      var response = http.request("PATCH", "/a?b=c", Optional.of("{}".getBytes(UTF_8)), LONG);

      assertEquals(204, response.status());
      String request = server.requests().get(0);
      assertTrue(request.startsWith("PATCH /behind/a?b=c HTTP/1.1\r\n"), request);
      assertTrue(request.contains("Authorization: Basic b3BlbmNvZGU6c8OpY3JldA==\r\n"), request);
      assertTrue(request.contains("Content-Length: 2\r\n"), request);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
      })
  void aServerThatFallsSilentIsLeftWhenTimeIsUp(String said) throws Exception {
    try (var server = ScriptedServer.fallingSilentAfter(said)) {
      assertEquals(CallFailure.TIMEOUT, failure(server, SHORT).reason());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\nx: ", "HTTP/1.1 200 OK\r\n\r\n"})
  void aServerThatTricklesIsLeftToo(String said) throws Exception {
    try (var server = ScriptedServer.trickling(said)) {
      assertEquals(CallFailure.TIMEOUT, failure(server, SHORT).reason());
    }
  }

  @Test
  void aServerThatDoesNotReadIsLeftToo() throws Exception {
    try (var server = ScriptedServer.fallingSilentAfter("")) {
      var body = Optional.of(new byte[32 << 20]);
      var failure =
          assertThrows(
              OpenCodeCallException.class,
              () -> server.client().request("POST", "/x", body, SHORT));
      assertEquals(CallFailure.TIMEOUT, failure.reason());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
      })
  void anotherThreadCancelsWhereverTheCallIs(String said) throws Exception {
    try (var server = ScriptedServer.fallingSilentAfter(said);
        var call = server.client().call("GET", "/x", Optional.empty(), LONG)) {
      var sending = CompletableFuture.supplyAsync(() -> reasonOf(call));
      await().until(() -> !server.requests().isEmpty());
      call.cancel();
      assertEquals(CallFailure.CANCELLED, sending.get());
    }
  }

  @Test
  void aCallCancelledBeforeItBeganSendsNothing() throws Exception {
    try (var server = ScriptedServer.saying(OK + "\r\n");
        var call = server.client().call("GET", "/x", Optional.empty(), LONG)) {
      call.cancel();
      assertEquals(CallFailure.CANCELLED, reasonOf(call));
      assertEquals(0, server.requests().size());
    }
  }

  @Test
  void aRefusedConnectionNamesAddressAndRemedyAndNoCredentials() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var base = URI.create("http://127.0.0.1:" + port);
    var http = new OpenCodeHttp(base, Optional.of(new Credentials("anna", "hunter2")));

    var failure =
        assertThrows(
            OpenCodeCallException.class, () -> http.request("GET", "/x", Optional.empty(), LONG));

    assertEquals(CallFailure.UNREACHABLE, failure.reason());
    assertFalse(failure.wasLate());
    assertEquals(
        "OpenCode at "
            + base
            + " cannot be reached (connection refused); start it with \"opencode serve\" or correct"
            + " the URL",
        failure.getMessage());
    assertFalse(new Credentials("anna", "hunter2").toString().contains("hunter2"));
  }

  @Test
  void slowNameServersNeitherOutlastTheTimeNorACancelledCall() throws Exception {
    var answer = new CountDownLatch(1);
    HostLookup.Resolver slow =
        host -> {
          awaitUninterruptibly(answer);
          return InetAddress.getLoopbackAddress();
        };
    try (var late = callWith(slow, SHORT);
        var call = callWith(slow, LONG)) {
      var failure = assertThrows(OpenCodeCallException.class, late::send);
      assertEquals(CallFailure.UNREACHABLE, failure.reason());
      assertTrue(failure.wasLate());
      var waiting = CompletableFuture.supplyAsync(() -> reasonOf(call));
      call.cancel();
      assertEquals(CallFailure.CANCELLED, waiting.get());
    } finally {
      answer.countDown();
    }
  }

  @Test
  void aCallCancelledBeforeItBeganAsksNoNameServer() {
    var asked = new AtomicBoolean();
    HostLookup.Resolver resolver =
        host -> {
          asked.set(true);
          return InetAddress.getLoopbackAddress();
        };
    try (var call = callWith(resolver, LONG)) {
      call.cancel();
      assertEquals(CallFailure.CANCELLED, reasonOf(call));
      assertFalse(asked.get());
    }
  }

  private static OpenCodeCall callWith(HostLookup.Resolver resolver, Duration total) {
    URI target = URI.create("http://opencode.example:4096/x");
    var request =
        new HttpRequest("GET", target, "application/json", Optional.empty(), Optional.empty());
    return new OpenCodeCall(
        request, Deadline.inTotal(total), Optional.empty(), new HostLookup(resolver));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException stillWaiting) {
        // As the system's look-up does, it goes on.
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"})
  void aConnectionThatBreaksIsTriedOnceOnly(String said) throws Exception {
    try (var server = ScriptedServer.saying(said)) {
      assertEquals(CallFailure.BROKEN_OFF, failure(server, LONG).reason());
      assertEquals(1, server.requests().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6 key=sk-secret\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon sk-secret\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nsk-secret",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsk-secret\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nsk-secret is not packed"
      })
  void whatDoesNotSpeakHttpIsToldApartAndNeverQuoted(String said) throws Exception {
    try (var server = ScriptedServer.saying(said)) {
      var failure = failure(server, LONG);
      assertEquals(CallFailure.NOT_OPENCODE, failure.reason());
      assertFalse(failure.getMessage().contains("sk-"), failure.getMessage());
    }
  }

  @Test
  void anAnswerThatUnpacksToTooMuchIsRefused() throws Exception {
    byte[] packed = gzip(new byte[(64 << 20) + 1]);
    try (var server = sayingPacked(packed);
        var call = server.client().call("GET", "/x", Optional.empty(), LONG)) {
      var body = call.stream().body();
      var failure =
          assertThrows(OpenCodeCallException.class, () -> body.skipNBytes(Long.MAX_VALUE));
      assertEquals(CallFailure.TOO_LARGE, failure.reason());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://host", "127.0.0.1:4096", "http://", "http:///x", "http://h?x=1", "http:h"})
  void refusesWhatIsNoUrlOfAServer(String url) {
    assertThrows(
        IllegalArgumentException.class, () -> new OpenCodeHttp(URI.create(url), Optional.empty()));
  }

  @Test
  void refusesCredentialsInTheUrlWithoutRepeatingThem() {
    var url = URI.create("http://anna:hunter2@127.0.0.1:4096");
    var failure =
        assertThrows(IllegalArgumentException.class, () -> new OpenCodeHttp(url, Optional.empty()));
    assertFalse(failure.getMessage().contains("hunter2"), failure.getMessage());
  }

  @Test
  void readsEventsOneByOne() throws Exception {
    String events =
        "data: {\"a\":1}\n\n: note\nevent: x\ndata: two\r\ndata: lines\r\n\r\ndata: cut";
    try (var server = ScriptedServer.saying(sse() + events);
        var stream = server.client().events()) {
      assertEquals(Optional.of("{\"a\":1}"), stream.next());
      assertEquals(Optional.of("two\nlines"), stream.next());
      assertEquals(Optional.empty(), stream.next());
      assertEquals(Optional.empty(), stream.next());
    }
  }

  @Test
  void closingTheEventsWakesWhoeverWaitsForThem() throws Exception {
    try (var server = ScriptedServer.fallingSilentAfter(sse() + "data: 1\n\n")) {
      var stream = server.client().events();
      assertEquals(Optional.of("1"), stream.next());
      var waiting =
          CompletableFuture.supplyAsync(
              () -> assertThrows(OpenCodeCallException.class, stream::next).reason());
      stream.close();
      assertEquals(CallFailure.CANCELLED, waiting.get());
    }
  }

  @Test
  void eventsThatAreNoneAreRefused() throws Exception {
    String page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>";
    try (var server = ScriptedServer.saying(page)) {
      var failure = assertThrows(OpenCodeCallException.class, () -> server.client().events());
      assertEquals(CallFailure.NOT_OPENCODE, failure.reason());
    }
  }

  private static String sse() {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";
  }

  private static OpenCodeCallException failure(ScriptedServer server, Duration total) {
    return assertThrows(
        OpenCodeCallException.class,
        () -> server.client().request("GET", "/x", Optional.empty(), total));
  }

  private static CallFailure reasonOf(OpenCodeCall call) {
    return assertThrows(OpenCodeCallException.class, call::send).reason();
  }

  private static ScriptedServer sayingPacked(byte[] packed) throws IOException {
    return new ScriptedServer(
        (out, server) -> {
          out.write((OK + "Content-Encoding: gzip\r\n\r\n").getBytes(UTF_8));
          out.write(packed);
        });
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
