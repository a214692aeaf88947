package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.otto.ctl.Daemon.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
  @TempDir static Path home;
  @AutoClose private static Daemon daemon;

  @BeforeAll
  static void start() throws Exception {
    daemon = Daemon.start(home);
  }

  @Test
  void aWrongTokenExitsWith4AndSaysWhereToGiveTheRightOne() {
    var refused = run(Map.of("OTTO_EXTERNAL_API_TOKEN", "wrong"), "model", "list");
    assertEquals(4, refused.exit());
    assertEquals("", refused.out());
    assertTrue(refused.err().contains("--token-file"), refused.err());
  }

  @Test
  void whatIsNoTokenIsRefusedAndNotRepeated() throws Exception {
    var refused = run(Map.of("OTTO_EXTERNAL_API_TOKEN", "secret\nsecret"), "status");
    assertEquals(4, refused.exit());
    assertTrue(refused.err().startsWith("error: OTTO_EXTERNAL_API_TOKEN contains no token"));
    assertFalse(refused.err().contains("secret"), refused.err());
    var empty = Files.writeString(home.resolve("empty"), "\n");
    refused = run(Map.of(), "status", "--token-file", empty.toString());
    assertEquals(4, refused.exit());
    assertTrue(refused.err().contains(empty + " contains no token"), refused.err());
  }

  @Test
  void anErrorOfAnotherServerIsOneSentence() throws Exception {
    var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"error\":{\"message\":\"no\"}}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(400, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    other.start();
    try {
      var refused =
          run(Map.of(), "status", "--url", "http://127.0.0.1:" + other.getAddress().getPort());
      assertEquals(2, refused.exit());
      assertEquals(1, refused.err().lines().count(), refused.err());
    } finally {
      other.stop(0);
    }
  }

  @Test
  void aTokenFileThatIsNotThereExitsWith4() {
    var refused = run(Map.of(), "model", "list", "--token-file", home + "/nowhere");
    assertEquals(4, refused.exit());
    assertTrue(refused.err().contains(home + "/nowhere"), refused.err());
  }

  @Test
  void aTokenIsTakenFromTheFileThatIsNamed() throws Exception {
    var copy = Files.copy(home.resolve("secrets/internal-api.token"), home.resolve("copy"));
    var wrong = Map.of("OTTO_EXTERNAL_API_TOKEN", "wrong");
    assertEquals(0, run(wrong, "status", "--token-file", copy.toString()).exit());
    var byVariable =
        Map.of("OTTO_EXTERNAL_API_TOKEN_FILE", copy.toString(), "OTTO_HOME", home + "/nowhere");
    assertEquals(0, run(byVariable, "status").exit());
  }

  @Test
  void nobodyThereExitsWith69AndTellsTheAddress() throws Exception {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    String url = "http://127.0.0.1:" + free;
    var refused = run(Map.of(), "model", "list", "--url", url);
    assertEquals(69, refused.exit());
    assertTrue(refused.err().contains(url), refused.err());
    assertTrue(refused.err().contains("otto serve"), refused.err());
    assertEquals(1, run(Map.of(), "doctor", "--url", url).exit());
  }

  @Test
  void anotherServerThanOttoExitsWith69() {
    var refused = run(Map.of("OTTO_EXTERNAL_API_URL", daemon.openCode.url().toString()), "status");
    assertFalse(refused.exit() == 0, refused.out());
    assertTrue(refused.err().contains("error"), refused.err());
  }

  @Test
  void anAddressThatIsNoneExitsWith2() {
    assertEquals(2, run(Map.of(), "model", "list", "--url", "localhost").exit());
  }

  @Test
  void theAddressIsReadFromTheConfigurationInOttosHome(@TempDir Path other) throws Exception {
    int port = daemon.otto.port();
    Files.writeString(
        other.resolve("config.jsonc"), "{\"externalApi\": {\"port\": %d}} // here".formatted(port));
    Files.createDirectories(other.resolve("secrets"));
    Files.copy(
        home.resolve("secrets/internal-api.token"), other.resolve("secrets/internal-api.token"));
    var found = Daemon.run(Map.of("OTTO_HOME", other.toString()), false, "status");
    assertEquals(0, found.exit(), found.err());
  }

  @Test
  void withJsonEveryErrorIsJsonToo() {
    var notFound = run(Map.of(), "task", "show", "nobody", "-o", "json");
    assertEquals(3, notFound.exit());
    assertEquals("not_found", notFound.error().get("error").getAsString());
    var unauthorized = run(Map.of("OTTO_EXTERNAL_API_TOKEN", "x"), "status", "-o", "json");
    assertEquals("unauthorized", unauthorized.error().get("error").getAsString());
    var usage = run(Map.of(), "task", "show", "-o", "json");
    assertEquals(2, usage.exit());
    assertEquals("usage", usage.error().get("error").getAsString());
    var unknown = run(Map.of(), "-o=json", "tusk");
    assertEquals("usage", unknown.error().get("error").getAsString());
    var local = run(Map.of(), "task", "create", "-o", "json");
    assertEquals("usage", local.error().get("error").getAsString());
  }

  @Test
  void aMisspeltCommandIsToldTheNearOne() {
    var refused = run(Map.of(), "model", "lits");
    assertEquals(2, refused.exit());
    assertTrue(refused.err().contains("list"), refused.err());
  }

  @Test
  void coloursAreForATerminalThatWantsThem() {
    assertTrue(Daemon.run(daemon.environment(), true, "status").out().contains("\u001b["));
    assertFalse(daemon.atTerminal("status").out().contains("\u001b["));
    assertFalse(daemon.run("status").out().contains("\u001b["));
    assertFalse(daemon.run("status", "-o", "table").out().contains("\u001b["));
  }

  private static Result run(Map<String, String> more, String... arguments) {
    var environment = new HashMap<>(daemon.environment());
    environment.putAll(more);
    return Daemon.run(environment, false, arguments);
  }
}
