package dev.otto.scheduler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.daemon.HomeLock;
import dev.otto.scheduler.daemon.StartException;
import dev.otto.scheduler.logging.Logging;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
  @TempDir Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void configPathPrintsThePathAlone() {
    assertEquals(0, otto("config", "path"));
    assertEquals(home.resolve("config.jsonc") + "\n", text(out));
  }

  @Test
  void configCheckShowsEveryErrorAndExitsWith78() throws IOException {
    Files.writeString(
        home.resolve("config.jsonc"), "{\"externalApi\": {\"port\": -1, \"host\": 5}}");
    assertEquals(78, otto("config", "check"));
    assertTrue(text(err).contains("config.jsonc:1:26: externalApi.port is -1"), text(err));
    assertTrue(text(err).contains("config.jsonc:1:38: externalApi.host is 5"), text(err));
  }

  @Test
  void configCheckFindsWhatAStartWouldRefuse() throws IOException {
    Path config = home.resolve("config.jsonc");
    Files.writeString(config, "{\"externalApi\": {\"host\": \"0.0.0.0\"}}");
    assertEquals(78, otto("config", "check"));
    assertTrue(text(err).contains("externalApi.tls"), text(err));
    Files.writeString(config, "{\"controlPlane\": {\"host\": \"0.0.0.0\"}}");
    assertEquals(78, otto("config", "check"));
    assertTrue(text(err).contains("controlPlane.allowInsecure"), text(err));
    Files.writeString(config, "{\"version\": 1}");
    assertEquals(0, otto("config", "check"));
    assertTrue(text(err).contains("note: " + config + ":1:2: version is of the Node.js Otto"));
  }

  @Test
  void configCheckIsContentWithoutAFile() {
    assertEquals(0, otto("config", "check"));
    assertTrue(text(out).contains("is fine (there is no file yet"), text(out));
  }

  @Test
  void tokenRotateMakesANewTokenEachTime() throws IOException {
    Path token = home.resolve("secrets/internal-api.token");
    assertEquals(0, otto("token", "rotate"));
    String first = Files.readString(token);
    assertEquals(0, otto("token", "rotate"));
    assertNotEquals(first, Files.readString(token));
    assertTrue(text(out).contains(token.toString()) && !text(out).contains(first.strip()));
  }

  @Test
  void wrongUsageExitsWith2AndSaysWhatIsRight() {
    assertEquals(2, otto());
    assertEquals(2, otto("config"));
    assertEquals(2, otto("serv"));
    assertTrue(text(err).contains("otto: Unmatched argument at index 0: 'serv'; did you mean"));
    assertEquals(3, text(err).lines().count(), text(err));
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    check(OttoCommand.commandLine(terminal()));
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

  private int otto(String... arguments) {
    return OttoCommand.commandLine(terminal()).execute(arguments);
  }

  private Terminal terminal() {
    var environment =
        new Environment(
            Map.of("OTTO_HOME", home.toString()),
            home,
            InstantSource.system(),
            ZoneId.of("UTC"),
            RandomGenerator.getDefault());
    return new Terminal(environment, stream(out), stream(err), Logging.LogStyle.TEXT);
  }

  private static PrintStream stream(ByteArrayOutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
