package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.otto.ctl.Daemon.Result;
import dev.otto.local.ProcessStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line with nothing to go by but Otto's folder. */
class LocalDaemonTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir static Path home;
  @AutoClose private static Daemon daemon;

  /** As a daemon leaves it that was killed, and whose ports somebody else has taken. */
  @TempDir Path left;

  @AutoClose private Stranger stranger;

  @BeforeAll
  static void startDaemon() throws Exception {
    daemon = Daemon.start(home);
  }

  @BeforeEach
  void startStranger() throws Exception {
    stranger = new Stranger();
    Files.createDirectories(left.resolve("secrets"));
    Files.writeString(left.resolve("secrets/internal-api.token"), TOKEN + "\n");
    Files.writeString(
        left.resolve("config.jsonc"),
        "{\"externalApi\": {\"port\": %1$d}, \"controlPlane\": {\"port\": %1$d}}"
            .formatted(stranger.port()));
  }

  @Test
  void aDaemonOnAnyPortIsFoundByItsFolderAlone() {
    run(home, Map.of(), "status").ok();
    run(home, Map.of(), "doctor").ok();
    String pages = daemon.otto.controlPlane().orElseThrow().address();
    assertTrue(run(home, Map.of(), "open").ok().out().startsWith(pages + "/log"));
    // The variables with which such a daemon is started say nothing about where it is.
    var any = Map.of("OTTO_EXTERNAL_API_PORT", "0", "OTTO_CONTROL_PLANE_PORT", "0");
    run(home, any, "status").ok();
    run(home, any, "open").ok();
  }

  @Test
  void optionsAndTheEnvironmentComeBeforeItAndTheConfigurationAfter() throws Exception {
    var elsewhere = Map.of("OTTO_CONFIG", left.resolve("config.jsonc").toString());
    run(home, elsewhere, "status").ok();
    run(home, elsewhere, "open").ok();
    assertEquals(0, stranger.visitors());
    String port = Integer.toString(stranger.port());
    assertVisits(home, Map.of(), "status", "--url", stranger.url());
    assertVisits(home, Map.of("OTTO_EXTERNAL_API_URL", stranger.url()), "status");
    assertVisits(home, Map.of("OTTO_EXTERNAL_API_PORT", port), "status");
    assertVisits(home, Map.of("OTTO_CONTROL_PLANE_PORT", port), "open");
  }

  @Test
  void whereNoDaemonHasRunItsConfigurationIsAllThereIs() {
    assertVisits(left, Map.of(), "status");
    assertVisits(left, Map.of(), "open");
  }

  private void assertVisits(Path home, Map<String, String> more, String... command) {
    int before = stranger.visitors();
    assertEquals(69, run(home, more, command).exit());
    assertTrue(stranger.visitors() > before);
  }

  @Test
  void whoeverListensInThePlaceOfAKilledDaemonGetsNothing() throws Exception {
    tell(Map.of("pid", endedProcess()));
    refused(69, "has ended");
    tell(Map.of("processStart", "1"));
    refused(69, "has ended");
  }

  @Test
  void norInThePlaceOfOneThatWasStopped() throws Exception {
    Files.createFile(left.resolve("otto.lock"));
    refused(69, "No Otto runs on " + left);
  }

  @Test
  void aFileThatOthersMayWriteDoesNotCount() throws Exception {
    Path file = tell(Map.of());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    refused(1, "rw-rw----");
  }

  @Test
  void neitherDoesOneOfAnotherUser() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    Path file = tell(Map.of());
    var users = file.getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(file, users.lookupPrincipalByName("nobody"));
    refused(1, "belongs to nobody");
  }

  @Test
  void neitherDoesOneThatIsNoFileOfItsOwn() throws Exception {
    Path file = tell(Map.of());
    Path other = Files.move(file, left.resolve("other.json"));
    Files.createSymbolicLink(file, other);
    refused(1, "daemon.json");
  }

  @Test
  void neitherDoesOneThatSaysNothing() throws Exception {
    Path file = tell(Map.of());
    Files.writeString(file, "{");
    refused(1, "daemon.json");
    Files.writeString(file, "{\"pid\": \"?\", \"processStart\": \"?\"}");
    refused(1, "daemon.json");
  }

  @Test
  void theTokenOfADaemonThatHasEndedIsRotatedWithoutAskingAnybody() throws Exception {
    tell(Map.of("pid", endedProcess()));
    var rotated = Daemon.run(Map.of("OTTO_HOME", left.toString()), true, "token", "rotate").ok();
    assertTrue(rotated.err().contains("when it starts"), rotated.err());
    assertNotEquals(TOKEN, Files.readString(left.resolve("secrets/internal-api.token")).strip());
    assertEquals(0, stranger.visitors());
  }

  @Test
  void withoutPagesOpenSaysSo() throws Exception {
    Path file = tell(Map.of());
    var told = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    told.remove("controlPlane");
    Files.writeString(file, told.toString());
    var refused = run(left, Map.of(), "open");
    assertEquals(69, refused.exit());
    assertTrue(refused.err().contains("controlPlane.enabled"), refused.err());
  }

  /** Every command that would talk to somebody. */
  private void refused(int exit, String why) {
    for (String[] command :
        new String[][] {{"status"}, {"open"}, {"ask", "Hello"}, {"task", "pause", "news"}}) {
      var refused = run(left, Map.of(), command);
      assertEquals(exit, refused.exit(), refused.err());
      assertTrue(refused.err().contains(why), refused.err());
      assertTrue(refused.err().contains("url"), refused.err());
    }
    assertEquals(1, run(left, Map.of(), "doctor").exit());
    assertEquals(0, stranger.visitors());
  }

  /** A file that names the stranger, written by this process but for what is given. */
  private Path tell(Map<String, String> different) throws IOException {
    long pid = ProcessHandle.current().pid();
    var told = new JsonObject();
    told.addProperty("externalApi", stranger.url());
    told.addProperty("controlPlane", stranger.url());
    told.addProperty("pid", pid);
    told.addProperty("processStart", ProcessStart.of(pid).orElseThrow());
    different.forEach(told::addProperty);
    Path file = Files.writeString(left.resolve("secrets/daemon.json"), told.toString());
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static String endedProcess() {
    try {
      var process = new ProcessBuilder("true").start();
      process.waitFor();
      return Long.toString(process.pid());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Result run(Path home, Map<String, String> more, String... arguments) {
    var environment = new HashMap<>(more);
    environment.put("OTTO_HOME", home.toString());
    return Daemon.run(environment, false, arguments);
  }
}
