package dev.otto.scheduler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.daemon.HomeLock;
import dev.otto.scheduler.daemon.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
  private final Path home;
  private final CapturedTerminal terminal;

  CommandsTest(@TempDir Path home) {
    this.home = home;
    this.terminal = new CapturedTerminal(home);
  }

  @Test
  void configPathPrintsThePathAlone() {
    assertEquals(0, terminal.otto("config", "path"));
    assertEquals(home.resolve("config.jsonc") + "\n", terminal.out());
  }

  @Test
  void configCheckShowsEveryErrorAndExitsWith78() throws IOException {
    Files.writeString(
        home.resolve("config.jsonc"), "{\"externalApi\": {\"port\": -1, \"host\": 5}}");
    assertEquals(78, terminal.otto("config", "check"));
    assertTrue(
        terminal.err().contains("config.jsonc:1:26: externalApi.port is -1"), terminal.err());
    assertTrue(terminal.err().contains("config.jsonc:1:38: externalApi.host is 5"), terminal.err());
  }

  @Test
  void configCheckFindsWhatAStartWouldRefuse() throws IOException {
    Path config = home.resolve("config.jsonc");
    Files.writeString(config, "{\"externalApi\": {\"host\": \"0.0.0.0\"}}");
    assertEquals(78, terminal.otto("config", "check"));
    assertTrue(terminal.err().contains("externalApi.tls"), terminal.err());
    Files.writeString(config, "{\"controlPlane\": {\"host\": \"0.0.0.0\"}}");
    assertEquals(78, terminal.otto("config", "check"));
    assertTrue(terminal.err().contains("controlPlane.allowInsecure"), terminal.err());
    Files.writeString(config, "{\"version\": 1}");
    assertEquals(0, terminal.otto("config", "check"));
    assertTrue(terminal.err().contains("note: " + config + ":1:2: version is of the Node.js Otto"));
  }

  @Test
  void configCheckIsContentWithoutAFile() {
    assertEquals(0, terminal.otto("config", "check"));
    assertTrue(terminal.out().contains("is fine (there is no file yet"), terminal.out());
  }

  @Test
  void tokenRotateMakesANewTokenEachTime() throws IOException {
    Path token = home.resolve("secrets/internal-api.token");
    assertEquals(0, terminal.otto("token", "rotate"));
    String first = Files.readString(token);
    assertEquals(0, terminal.otto("token", "rotate"));
    assertNotEquals(first, Files.readString(token));
    assertTrue(
        terminal.out().contains(token.toString()) && !terminal.out().contains(first.strip()));
  }

  @Test
  void wrongUsageExitsWith2AndSaysWhatIsRight() {
    assertEquals(2, terminal.otto());
    assertEquals(2, terminal.otto("config"));
    assertEquals(2, terminal.otto("serv"));
    assertTrue(
        terminal.err().contains("otto: Unmatched argument at index 0: 'serv'; did you mean"));
    assertEquals(3, terminal.err().lines().count(), terminal.err());
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    check(OttoCommand.commandLine(terminal.terminal()));
  }

  private static void check(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertTrue(help.contains("Example"), help);
    command.getSubcommands().values().forEach(CommandsTest::check);
  }

  @Test
  void aSecondOttoOnTheSameFolderIsRefusedWithTheProcessThatHasIt() throws Exception {
    Path file = home.resolve("otto.lock");
    try (var _ = HomeLock.take(file)) {
      var refused = assertThrows(StartException.class, () -> HomeLock.take(file));
      String sentence = refused.getMessage();
      assertTrue(sentence.contains("process " + ProcessHandle.current().pid()), sentence);
      assertTrue(sentence.contains("OTTO_HOME"), sentence);
    }
    HomeLock.take(file).close();
  }
}
