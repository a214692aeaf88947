package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.tls.Certificates;
import dev.otto.scheduler.tls.PemFiles;
import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
    var files = new PemFiles(made.chain(), made.key());
    var listen = new Listen("127.0.0.1", 0, Set.of(), Optional.of(files.load()), false);
    try (var server = server(listen);
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
    var files = new PemFiles(own.chain(), own.key());
    var listen = new Listen("127.0.0.1", 0, Set.of(), Optional.of(files.load()), false);
    var foreign = new PemFiles(other.chain(), other.key());
    try (var server = server(listen);
        var client = HttpClient.newBuilder().sslContext(files.trustingIt()).build();
        var stranger = HttpClient.newBuilder().sslContext(foreign.trustingIt()).build()) {
      var health = HttpRequest.newBuilder(server.localUrl().resolve("/observe/health")).build();
      assertEquals(200, client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode());
      assertThrows(
          IOException.class, () -> stranger.send(health, HttpResponse.BodyHandlers.discarding()));
    }
  }

  private static ApiServer create(Listen listen) {
    return new ApiServer(
        listen,
        () -> ApiClient.TOKEN,
        (actor, request, reason) -> {},
        (method, path, status) -> {},
        new LocalFailedAttempts(System::nanoTime));
  }

  private static ApiServer server(Listen listen) {
    var server = create(listen);
    server.start();
    server.ready(List.of());
    return server;
  }

  @Test
  void opensNothingToOtherMachinesInTheClearUnlessToldTo() {
    var open = new Listen("0.0.0.0", 0, Set.of(), Optional.empty(), false);
    var refused = assertThrows(IllegalArgumentException.class, () -> create(open));
    assertTrue(refused.getMessage().contains("externalApi.tls"));
    try (var wanted = create(new Listen("0.0.0.0", 0, Set.of(), Optional.empty(), true))) {
      assertTrue(wanted.address().startsWith("http://0.0.0.0:"));
    }
  }

  @Test
  void saysWhichFileIsWrong() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.pem"), "no key");
    var error =
        assertThrows(IllegalArgumentException.class, () -> new PemFiles(wrong, wrong).load());
    assertTrue(error.getMessage().contains("wrong.pem"));
  }
}
