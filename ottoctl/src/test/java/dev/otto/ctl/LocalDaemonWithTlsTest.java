package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.otto.ctl.Daemon.Result;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose certificate nobody has signed, found by its folder. */
class LocalDaemonWithTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path home;
  private static StandInOpenCode openCode;
  private static Otto otto;

  @BeforeAll
  static void start() throws Exception {
    openCode = StandInOpenCode.start();
    makeCertificate();
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"externalApi\": {\"tls\": {\"certificate\": \"%s\", \"privateKey\": \"%s\"}}}"
            .formatted(home.resolve("chain.pem"), home.resolve("key.pem")));
    otto = Otto.start(Daemon.environment(home, openCode.url()));
  }

  private static void makeCertificate() throws Exception {
    Path store = home.resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String line =
        "%s -genkeypair -alias a -keyalg EC -dname CN=otto -ext san=ip:127.0.0.1 -keystore %s -storepass %s"
            .formatted(keytool, store, PASSWORD);
    assertEquals(0, new ProcessBuilder(line.split(" ", -1)).inheritIO().start().waitFor());
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    pem("chain.pem", "CERTIFICATE", keys.getCertificate("a").getEncoded());
    pem("key.pem", "PRIVATE KEY", keys.getKey("a", PASSWORD.toCharArray()).getEncoded());
  }

  private static void pem(String file, String what, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(content);
    Files.writeString(
        home.resolve(file),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text));
  }

  @AfterAll
  static void stop() {
    otto.close();
    openCode.close();
  }

  @Test
  void isReachedByTheCertificateThatItNames() {
    assertTrue(otto.address().startsWith("https://"));
    run(Map.of(), "status").ok();
    run(Map.of(), "task", "create", "--id", "news", "--cron", "0 7 1 1 *", "--prompt", "Hi").ok();
    run(Map.of(), "task", "pause", "news").ok();
    run(Map.of(), "events").ok();
  }

  @Test
  void itsPortInTheEnvironmentDoesNotMeanPlainHttp() {
    run(Map.of("OTTO_EXTERNAL_API_PORT", Integer.toString(otto.port())), "status").ok();
  }

  @Test
  void whoeverShowsAnotherCertificateGetsNothing(@TempDir Path other) throws Exception {
    Path told = home.resolve("secrets/daemon.json");
    Files.createDirectories(other.resolve("secrets"));
    for (Path file : new Path[] {told, home.resolve("secrets/internal-api.token")}) {
      Files.copy(
          file,
          other.resolve("secrets").resolve(file.getFileName()),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    JsonObject different = JsonParser.parseString(Files.readString(told)).getAsJsonObject();
    different.addProperty("certificateSha256", "00".repeat(32));
    Files.writeString(other.resolve("secrets/daemon.json"), different.toString());
    for (String[] command : new String[][] {{"status"}, {"task", "pause", "news"}}) {
      var refused = run(Map.of("OTTO_HOME", other.toString()), command);
      assertEquals(69, refused.exit());
      assertTrue(refused.err().contains("certificate"), refused.err());
    }
  }

  @Test
  void theAuthorityOfAnAddressThatIsNamedIsTrustedWhereItIsNamedToo() {
    String url = otto.address();
    for (String[] command : new String[][] {{"status"}, {"task", "resume", "system-heartbeat"}}) {
      var unknown = run(Map.of("OTTO_EXTERNAL_API_URL", url), command);
      assertEquals(69, unknown.exit());
      assertTrue(unknown.err().contains("name the certificate of its authority with --cacert"));
      assertFalse(unknown.err().contains("sun.security"), unknown.err());
    }
    String chain = home.resolve("chain.pem").toString();
    run(Map.of("OTTO_EXTERNAL_API_URL", url), "status", "--cacert", chain).ok();
    run(Map.of("OTTO_EXTERNAL_API_URL", url, "OTTO_CACERT", chain), "status").ok();
    run(Map.of("OTTO_CACERT", chain), "task", "pause", "system-heartbeat", "--url", url).ok();
    var noPem = run(Map.of(), "status", "--cacert", home.resolve("key.pem").toString());
    assertEquals(2, noPem.exit());
    assertTrue(noPem.err().contains("key.pem contains no certificate in PEM"), noPem.err());
  }

  private static Result run(Map<String, String> more, String... arguments) {
    var environment = new HashMap<>(Map.of("OTTO_HOME", home.toString()));
    environment.putAll(more);
    return Daemon.run(environment, false, arguments);
  }
}
