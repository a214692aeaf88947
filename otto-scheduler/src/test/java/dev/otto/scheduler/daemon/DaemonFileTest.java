package dev.otto.scheduler.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.controlplane.ControlPlane;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import dev.otto.scheduler.tls.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that tells clients on this machine where a daemon listens. */
class DaemonFileTest {
  @TempDir Path home;
  @AutoClose private StandInOpenCode openCode;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
    file = home.resolve("secrets/daemon.json");
  }

  @Test
  void saysWhereItListensAndWhichProcessItIsUntilItStops() throws Exception {
    try (Otto otto = Otto.start(environment(Map.of()))) {
      JsonNode told = told();
      assertEquals(otto.address(), told.path("externalApi").asText());
      assertEquals(pages(otto), told.path("controlPlane").asText());
      assertTrue(told.path("certificateSha256").isNull());
      assertEquals(ProcessHandle.current().pid(), told.path("pid").asLong());
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void theStartOfTheProcessIsTheSameInTheNextOfIt() throws Exception {
    Otto.start(environment(Map.of())).close();
    String first = startTold();
    assertEquals(first, startTold());
    assertNotEquals("", first);
  }

  private String startTold() throws Exception {
    try (Otto _ = Otto.start(environment(Map.of()))) {
      return told().path("processStart").asText();
    }
  }

  @Test
  void anotherOnesFileStaysWhenItStops() throws Exception {
    Otto otto = Otto.start(environment(Map.of()));
    Files.writeString(file, "{\"pid\": 1}");
    otto.close();
    assertTrue(Files.exists(file));
  }

  @Test
  void aStartThatFailsLeavesNoFile() throws Exception {
    var taken = Map.of("OTTO_CONTROL_PLANE_PORT", "" + openCode.port());
    try {
      Otto.start(environment(taken)).close();
      throw new AssertionError("it started");
    } catch (StartException expected) {
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void withoutPagesThereIsNoAddressOfThem() throws Exception {
    try (Otto _ = Otto.start(environment(Map.of("OTTO_CONTROL_PLANE_ENABLED", "0")))) {
      assertTrue(told().get("controlPlane").isNull());
    }
  }

  @Test
  void withTlsItHoldsTheFingerprintOfTheCertificate() throws Exception {
    var certificates = Certificates.make(home, "EC");
    Files.writeString(
        home.resolve("config.jsonc"),
        """
        {"externalApi": {"tls": {"certificate": "%s", "privateKey": "%s"}}}
        """
            .formatted(certificates.chain(), certificates.key()));
    try (Otto _ = Otto.start(environment(Map.of("OTTO_EXTERNAL_API_HOST", "0.0.0.0")))) {
      JsonNode told = told();
      assertTrue(told.path("externalApi").asText().startsWith("https://127.0.0.1:"));
      byte[] own = certificates.keys().getCertificate("a").getEncoded();
      assertEquals(sha256(own), told.path("certificateSha256").asText());
    }
  }

  @Test
  void anAddressOfIpv6StandsInBrackets() throws Exception {
    var six = Map.of("OTTO_EXTERNAL_API_HOST", "[::1]", "OTTO_CONTROL_PLANE_HOST", "::1");
    try (Otto otto = Otto.start(environment(six))) {
      assertTrue(otto.address().startsWith("http://[::1]:"), otto.address());
      assertEquals(otto.address(), told().path("externalApi").asText());
      assertTrue(told().path("controlPlane").asText().startsWith("http://[::1]:"));
    }
  }

  private static String pages(Otto otto) {
    return otto.controlPlane().map(ControlPlane::address).orElseThrow();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private JsonNode told() throws Exception {
    return new ObjectMapper().readTree(Files.readAllBytes(file));
  }

  private Environment environment(Map<String, String> more) {
    return OttoOnOpenCode.environment(home, openCode.url()).with(more);
  }
}
