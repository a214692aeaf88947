package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.otto.models.opencode.OpenCodeCallException.CallFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KeptConnectionTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  private static final String HELLO = OK + "Content-Length: 2\r\n\r\n{}";

  private final KeptConnection kept = new KeptConnection();

  @ParameterizedTest
  @ValueSource(
      strings = {
        HELLO,
        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Sum: 7\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n"
      })
  void theNextCallIsOnTheConnectionWhereTheAnswerHasAnEnd(String answer) throws Exception {
    try (var server = saying(answer)) {
      send(server, "POST", LONG);
      send(server, "GET", LONG);
      send(server, "GET", LONG);
      assertEquals(3, server.requests().size());
      assertEquals(1, server.connections());
      kept.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OK + "Connection: close\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        OK + "Content-Length: 3\r\n\r\n{}",
        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
      })
  void itIsNotWhereItWillBeClosedOrItsAnswerIsNotOver(String answer) throws Exception {
    try (var server = saying(answer)) {
      read(server);
      read(server);
      assertEquals(2, server.connections());
    }
  }

  @Test
  void aPostHasAConnectionOfItsOwn() throws Exception {
    try (var server = saying(HELLO)) {
      send(server, "POST", LONG);
      send(server, "POST", LONG);
      assertEquals(2, server.connections());
    }
  }

  @Test
  void aGetIsSentAgainWhereTheServerClosedTheConnectionMeanwhile() throws Exception {
    try (var server = saying(HELLO)) {
      send(server, "POST", LONG);
      server.closeConnections();
      assertEquals(200, send(server, "GET", LONG).status());
      assertEquals(2, server.connections());
    }
  }

  @Test
  void aServerThatFallsSilentIsLeftWhenTimeIsUpAndNotAskedAgain() throws Exception {
    try (var server = sayingOnce(HELLO)) {
      send(server, "POST", LONG);
      var failure = assertThrows(OpenCodeCallException.class, () -> send(server, "GET", SHORT));
      assertEquals(CallFailure.TIMEOUT, failure.reason());
      assertEquals(2, server.requests().size());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void anotherThreadCancelsACallOnIt() throws Exception {
    try (var server = sayingOnce(HELLO)) {
      send(server, "POST", LONG);
      var call = call(server, "GET", LONG);
      var sending =
          CompletableFuture.supplyAsync(
              () -> assertThrows(OpenCodeCallException.class, call::send).reason());
      await().until(() -> server.requests().size() == 2);
      call.cancel();
      assertEquals(CallFailure.CANCELLED, sending.get());
      assertEquals(2, server.requests().size());
    }
  }

  private OpenCodeHttp.Response send(ScriptedServer server, String method, Duration total)
      throws OpenCodeCallException {
    try (var call = call(server, method, total)) {
      return call.send();
    }
  }

  /** Reads the JSON of an answer, and not whether more follows. */
  private void read(ScriptedServer server) throws IOException {
    try (var call = call(server, "GET", LONG)) {
      assertEquals(2, call.stream().body().readNBytes(2).length);
    }
  }

  private OpenCodeCall call(ScriptedServer server, String method, Duration total) {
    return server
        .client()
        .call(method, "/x", Optional.empty(), Deadline.inTotal(total), Optional.of(kept));
  }

  private static ScriptedServer saying(String answer) throws IOException {
    return ScriptedServer.persistent((out, server) -> out.write(answer.getBytes(ISO_8859_1)));
  }

  /** One that falls silent after this. */
  private static ScriptedServer sayingOnce(String answer) throws IOException {
    var asked = new AtomicInteger();
    return ScriptedServer.persistent(
        (out, server) -> {
          if (asked.getAndIncrement() > 0) {
            server.staySilent();
          }
          out.write(answer.getBytes(ISO_8859_1));
        });
  }
}
