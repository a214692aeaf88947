package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.metrics.Metrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;

  private record Material(TlsFiles files, KeyStore trust) {}

  /** A certificate for localhost, made by the JDK's own tool. */
  private Material material(String algorithm) throws Exception {
    Path store = folder.resolve("store.p12");
    var tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertEquals(0, tool.waitFor());
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    Path chain = folder.resolve("chain.pem");
    Path key = folder.resolve("key.pem");
    Files.writeString(chain, pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded()));
    return new Material(new TlsFiles(chain, key), keys);
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(content), what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void speaksTls(String algorithm) throws Exception {
    Material material = material(algorithm);
    var settings = new ApiServer.Settings("127.0.0.1", 0, Set.of(), Optional.of(material.files));
    try (var server = server(settings);
        var client = HttpClient.newBuilder().sslContext(trusting(material.trust)).build()) {
      var request = HttpRequest.newBuilder(URI.create(server.address() + "/observe/health"));
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertTrue(server.address().startsWith("https://"));
      assertEquals("{\"status\":\"up\"}", response.body());
    }
  }

  private static ApiServer server(ApiServer.Settings settings) {
    var server =
        new ApiServer(
            settings,
            () -> ApiClient.TOKEN,
            (Access.Denials) (actor, request, reason) -> {},
            new Metrics(),
            InstantSource.system());
    server.start();
    server.ready(List.of());
    return server;
  }

  private static SSLContext trusting(KeyStore keys) throws Exception {
    var trust = KeyStore.getInstance("PKCS12");
    trust.load(null, PASSWORD);
    trust.setCertificateEntry("a", keys.getCertificate("a"));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trust);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
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
