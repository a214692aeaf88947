package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.ctl.Daemon.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCommandTest {
  @TempDir Path home;
  @AutoClose private Daemon daemon;
  private Path file;
  private String old;

  @BeforeEach
  void start() throws Exception {
    daemon = Daemon.start(home);
    file = home.resolve("secrets/internal-api.token");
    old = Files.readString(file);
  }

  @Test
  void theNewTokenCountsAtOnceAndTheOldOneNoMore() throws Exception {
    daemon.run("status").ok();
    var rotated = daemon.run("token", "rotate").ok();
    assertEquals("status\trotated", rotated.lines().getFirst());
    assertNotEquals(old, Files.readString(file));
    daemon.run("status").ok();
    assertEquals(4, run(Map.of("OTTO_EXTERNAL_API_TOKEN", old), "status").exit());
  }

  @Test
  void theFileIsForItsOwnerAloneAndNoOtherLiesBesideIt() throws Exception {
    long before = filesBeside();
    daemon.run("token", "rotate").ok();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertTrue(Files.readString(file).matches("[0-9a-f]{64}\n"));
    assertEquals(before, filesBeside());
  }

  private long filesBeside() throws IOException {
    try (var inFolder = Files.list(file.getParent())) {
      return inFolder.count();
    }
  }

  @Test
  void theTokenItselfIsNeverPrinted() throws Exception {
    for (String form : new String[] {"table", "plain", "json", "name"}) {
      var rotated = daemon.atTerminal("token", "rotate", "-o", form).ok();
      String token = Files.readString(file).strip();
      assertFalse((rotated.out() + rotated.err()).contains(token), form);
    }
  }

  @Test
  void aDryRunChecksAndChangesNothing() throws Exception {
    var answer = daemon.run("token", "rotate", "--dry-run", "-o", "json").ok().json();
    assertEquals("unchanged", answer.get("status").getAsString());
    assertEquals(old, Files.readString(file));
  }

  @Test
  void anotherMachinesTokenIsNotRotatedFromHere() throws Exception {
    var refused = daemon.run("token", "rotate", "--url", "https://otto.example.org");
    assertEquals(2, refused.exit());
    assertTrue(refused.err().contains("otto.example.org"), refused.err());
    assertEquals(old, Files.readString(file));
  }

  @Test
  void aCopyOfTheFileStaysAsItIsBecauseOttoDoesNotReadIt() throws Exception {
    Path copy = Files.copy(file, home.resolve("copy"));
    var refused = daemon.run("token", "rotate", "--token-file", copy.toString());
    assertEquals(4, refused.exit());
    assertTrue(refused.err().contains("not its file"), refused.err());
    assertEquals(old.strip(), Files.readString(copy).strip());
    daemon.run("status").ok();
  }

  @Test
  void aFileWhoseTokenOttoDoesNotTakeIsRefusedBeforeAnyChange() throws Exception {
    Path other = Files.writeString(home.resolve("other"), "0123456789".repeat(4));
    assertEquals(4, daemon.run("token", "rotate", "--token-file", other.toString()).exit());
    assertEquals("0123456789".repeat(4), Files.readString(other));
  }

  @Test
  void whileOttoIsStoppedTheTokenIsThereForItsNextStart() throws Exception {
    var environment = daemon.environment();
    daemon.close();
    var rotated = Daemon.run(environment, true, "token", "rotate").ok();
    assertTrue(rotated.err().contains("when it starts"), rotated.err());
    assertNotEquals(old, Files.readString(file));
  }

  @Test
  void withoutAFileItSaysWhatMakesOne() throws IOException {
    Files.delete(file);
    var refused = daemon.run("token", "rotate");
    assertEquals(4, refused.exit());
    assertTrue(refused.err().contains("start otto once"), refused.err());
  }

  private Result run(Map<String, String> more, String... arguments) {
    var environment = new HashMap<>(daemon.environment());
    environment.putAll(more);
    return Daemon.run(environment, false, arguments);
  }
}
