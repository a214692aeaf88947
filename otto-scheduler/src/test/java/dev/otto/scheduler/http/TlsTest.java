package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.tls.Certificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void speaksTls(String algorithm) throws Exception {
    var made = Certificates.make(folder, algorithm);
    var files = new TlsFiles(made.chain(), made.key());
    var settings = new ApiServer.Settings("127.0.0.1", 0, Set.of(), Optional.of(files));
    try (var server = server(settings);
        var client = HttpClient.newBuilder().sslContext(made.trusting()).build()) {
      var request = HttpRequest.newBuilder(URI.create(server.address() + "/observe/health"));
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertTrue(server.address().startsWith("https://"));
      assertEquals("{\"status\":\"up\"}", response.body());
    }
  }

  @Test
  void aClientInTheSameProcessTrustsThisCertificateAndNoOther(@TempDir Path elsewhere)
      throws Exception {
    var own = Certificates.make(folder, "EC");
    var other = Certificates.make(elsewhere, "EC");
    var files = new TlsFiles(own.chain(), own.key());
    var settings = new ApiServer.Settings("127.0.0.1", 0, Set.of(), Optional.of(files));
    var foreign = new TlsFiles(other.chain(), other.key());
    try (var server = server(settings);
        var client = HttpClient.newBuilder().sslContext(files.trustingIt()).build();
        var stranger = HttpClient.newBuilder().sslContext(foreign.trustingIt()).build()) {
      var health = HttpRequest.newBuilder(server.localUrl().resolve("/observe/health")).build();
      assertEquals(200, client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode());
      assertThrows(
          IOException.class, () -> stranger.send(health, HttpResponse.BodyHandlers.discarding()));
    }
  }

  private static ApiServer server(ApiServer.Settings settings) {
    var server =
        new ApiServer(
            settings,
            () -> ApiClient.TOKEN,
            (actor, request, reason) -> {},
            (method, path, status) -> {},
            InstantSource.system());
    server.start();
    server.ready(List.of());
    return server;
  }

  @Test
  void opensNothingToOtherMachinesInTheClearUnlessToldTo() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ApiServer.Settings("0.0.0.0", 0, Set.of(), Optional.empty()));
    assertTrue(refused.getMessage().contains("externalApi.tls"));
    var wanted = new ApiServer.Settings("0.0.0.0", 0, Set.of(), Optional.empty(), true);
    assertEquals("0.0.0.0", wanted.host());
  }

  @Test
  void saysWhichFileIsWrong() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.pem"), "no key");
    var error =
        assertThrows(IllegalArgumentException.class, () -> new TlsFiles(wrong, wrong).load());
    assertTrue(error.getMessage().contains("wrong.pem"));
  }
}
