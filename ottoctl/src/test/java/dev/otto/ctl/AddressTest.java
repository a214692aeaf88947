package dev.otto.ctl;

import static dev.otto.ctl.client.Address.Part.CONTROL_PLANE;
import static dev.otto.ctl.client.Address.Part.EXTERNAL_API;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.ctl.client.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration says, and the variables that a daemon reads before it. */
class AddressTest {
  @TempDir Path home;

  @Test
  void theSampleThatAFirstStartWritesIsTheDefault() throws Exception {
    try (var sample = AddressTest.class.getResourceAsStream("/config-samples/config.jsonc")) {
      Files.copy(sample, home.resolve("config.jsonc"));
    }
    assertEquals("http://127.0.0.1:4191", externalApi(Map.of()));
    assertEquals("http://127.0.0.1:4192", controlPlane(Map.of()));
    assertEquals("http://127.0.0.1:5191", externalApi(Map.of("OTTO_EXTERNAL_API_PORT", "5191")));
  }

  @Test
  void whereNothingIsSaidTheDefaultHolds() throws Exception {
    assertEquals("http://127.0.0.1:4191", externalApi(Map.of()));
    config("{\"externalApi\": null, \"controlPlane\": {\"port\": 0}}");
    assertEquals("http://127.0.0.1:4191", externalApi(Map.of("OTTO_EXTERNAL_API_PORT", "0")));
    assertEquals("http://127.0.0.1:4192", controlPlane(Map.of()));
  }

  @Test
  void aPortInTheEnvironmentLeavesHostAndTlsAsConfigured() throws Exception {
    config(
        "{\"externalApi\": {\"host\": \"otto.local\", \"port\": 9,"
            + " \"tls\": {\"certificate\": \"c.pem\", \"privateKey\": \"k.pem\"}}}");
    assertEquals("https://otto.local:9", externalApi(Map.of()));
    assertEquals("https://otto.local:5191", externalApi(Map.of("OTTO_EXTERNAL_API_PORT", "5191")));
    assertEquals("https://127.0.0.2:9", externalApi(Map.of("OTTO_EXTERNAL_API_HOST", "127.0.0.2")));
  }

  @Test
  void aCertificateWithoutItsKeyIsNoTls() throws Exception {
    config("{\"externalApi\": {\"tls\": {\"certificate\": \"c.pem\", \"privateKey\": null}}}");
    assertEquals("http://127.0.0.1:4191", externalApi(Map.of()));
  }

  @Test
  void aHostThatStandsForAllIsReachedOnThisMachine() throws Exception {
    for (String all : new String[] {"0.0.0.0", "::", "[::]"}) {
      assertHost("127.0.0.1", all);
    }
    assertHost("[::1]", "::1");
    assertHost("[::1]", "[::1]");
    assertHost("localhost", "localhost");
  }

  private void assertHost(String reached, String configured) throws IOException {
    config(
        "{\"externalApi\": {\"host\": \"%1$s\"}, \"controlPlane\": {\"host\": \"%1$s\"}}"
            .formatted(configured));
    assertEquals("http://" + reached + ":4191", externalApi(Map.of()));
    assertEquals("http://" + reached + ":4192", controlPlane(Map.of()));
    config("{}");
    assertEquals(
        "http://" + reached + ":4191", externalApi(Map.of("OTTO_EXTERNAL_API_HOST", configured)));
    assertEquals(
        "http://" + reached + ":4192", controlPlane(Map.of("OTTO_CONTROL_PLANE_HOST", configured)));
  }

  private String externalApi(Map<String, String> environment) {
    return url(EXTERNAL_API, environment);
  }

  private String controlPlane(Map<String, String> environment) {
    return url(CONTROL_PLANE, environment);
  }

  private String url(Address.Part part, Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("OTTO_HOME", home.toString());
    return Address.of(part, Optional.empty(), environment).url().toString();
  }

  private void config(String text) throws IOException {
    Files.writeString(home.resolve("config.jsonc"), text);
  }
}
