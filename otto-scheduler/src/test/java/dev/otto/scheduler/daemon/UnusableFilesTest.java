package dev.otto.scheduler.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.Main;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and folders that Otto cannot use: one sentence, and no second try of a service manager. */
class UnusableFilesTest {
  @TempDir Path folder;
  private Path home;
  @AutoClose private StandInOpenCode openCode;

  @BeforeEach
  void start() throws IOException {
    openCode = StandInOpenCode.start();
    home = Files.createDirectory(folder.resolve("home"));
  }

  @Test
  void aFileInPlaceOfAFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    refused(Map.of("OTTO_HOME", file.toString()), file + " is no folder");
    refused(Map.of("OTTO_HOME", file + "/below"), file + " is no folder");
    Files.writeString(home.resolve("data"), "x");
    refused(Map.of(), home.resolve("data") + " is no folder");
  }

  @Test
  void aFolderInPlaceOfAFileIsNamed() throws IOException {
    for (String file :
        List.of(
            "config.jsonc",
            "data/otto-state.db",
            "secrets/internal-api.token",
            "secrets/daemon.json",
            "otto.lock")) {
      Path wrong = Files.createDirectories(home.resolve(file));
      refused(Map.of(), wrong.toString());
      refused(Map.of(), "folder, but must be a file; move it away");
      Files.delete(wrong);
    }
  }

  @Test
  void aDatabaseThatIsNoneAndATokenThatOthersReadAreNoReasonToTryAgain() throws IOException {
    Path database = Files.createDirectories(home.resolve("data")).resolve("otto-state.db");
    Files.writeString(database, "no database ".repeat(100));
    refused(Map.of(), database + " cannot be opened as Otto's database; check its folder");
    Files.delete(database);
    Path token = Files.createDirectories(home.resolve("secrets")).resolve("internal-api.token");
    Files.writeString(token, "t".repeat(64));
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    refused(Map.of(), "chmod 600 '" + token + "'");
  }

  @Test
  void aLinkToAFileThatIsNotThereYetStays() throws Exception {
    Path link = folder.resolve("link.jsonc");
    Path target = folder.resolve("elsewhere/config.jsonc");
    Files.createSymbolicLink(link, target);
    Otto.start(environment(Map.of("OTTO_CONFIG", link.toString()))).close();
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.readString(target).contains("// The OpenCode server"));
    Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    refused(Map.of("OTTO_CONFIG", circle.toString()), "its links lead in a circle");
  }

  @Test
  void whatThisUserMayNotReadOrWriteIsNamedWithTheUser() throws Exception {
    Path data = Files.createDirectory(home.resolve("data"));
    Path database = Files.createFile(data.resolve("otto-state.db"));
    Path config = Files.writeString(home.resolve("config.jsonc"), "{}");
    for (var wrong :
        Map.of(home, "---------", data, "r-xr-xr-x", database, "r--------", config, "-w-------")
            .entrySet()) {
      Path path = wrong.getKey();
      var before = Files.getPosixFilePermissions(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(wrong.getValue()));
      String said = said("serve");
      Files.setPosixFilePermissions(path, before);
      assertTrue(said.startsWith("78 "), said);
      assertTrue(said.contains(path.toString()) && said.contains("chown"), said);
      assertEquals(1, said.lines().count(), said);
      assertFalse(said.contains("Exception"), said);
    }
  }

  private void refused(Map<String, String> variables, String sentence) {
    var environment = environment(variables);
    var refused = assertThrows(StartException.class, () -> Otto.start(environment));
    assertEquals(78, refused.exitCode(), refused.getMessage());
    assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    assertFalse(refused.getMessage().contains("Exception"), refused.getMessage());
  }

  private dev.otto.scheduler.config.Environment environment(Map<String, String> variables) {
    return OttoOnOpenCode.environment(home, openCode.url()).with(variables);
  }

  /** Runs {@code otto} as a user whom permissions bind, which they do not root. */
  private String said(String... arguments) throws Exception {
    var line = new ArrayList<String>();
    if (System.getProperty("user.name").equals("root")) {
      line.addAll(List.of("setpriv", "--bounding-set=-all"));
    }
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    line.addAll(List.of(arguments));
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("OTTO_HOME", home.toString());
    builder.environment().put("OTTO_OPENCODE_URL", openCode.url().toString());
    Process otto = builder.start();
    String out = new String(otto.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return otto.waitFor() + " " + out;
  }
}
