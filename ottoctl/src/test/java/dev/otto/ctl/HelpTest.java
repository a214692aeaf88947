package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.otto.ctl.Daemon.Result;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HelpTest {
  private static final CommandLine ROOT = Ottoctl.commandLine();

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyCommandHasHelpWithAnExampleOfItself() {
    return all(ROOT)
        .map(command -> command.getCommandSpec().qualifiedName(" "))
        .map(name -> dynamicTest(name, () -> hasHelp(name)));
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(HelpTest::all));
  }

  private static void hasHelp(String name) {
    var help = run(Stream.of((name + " --help").split(" ", -1)).skip(1).toArray(String[]::new));
    assertEquals(0, help.exit(), help.err());
    assertTrue(help.out().contains("Usage: " + name), help.out());
    String examples = help.out().substring(help.out().lastIndexOf("Example"));
    assertTrue(examples.contains(name), help.out());
  }

  @Test
  void withoutACommandItShowsItsHelp() {
    assertTrue(run().out().contains("Exit codes"));
    assertTrue(run("--version").out().startsWith("ottoctl "));
  }

  @Test
  void aCommandThatIsBuiltAloneReadsAsAmongAllOthers() {
    for (CommandLine noun : ROOT.getSubcommands().values()) {
      assertEquals(noun.getUsageMessage(), alone(noun.getCommandName()).getUsageMessage());
      for (String verb : noun.getSubcommands().keySet()) {
        assertEquals(
            noun.getSubcommands().get(verb).getUsageMessage(),
            alone(noun.getCommandName(), verb).getSubcommands().get(verb).getUsageMessage());
      }
    }
  }

  private static CommandLine alone(String... arguments) {
    var root = new Ottoctl(Map.of(), false, InputStream.nullInputStream(), InstantSource.system());
    return Nouns.commandLine(root, arguments).getSubcommands().get(arguments[0]);
  }

  @Test
  void ofANounWithAVerbOnlyThatVerbIsBuilt() {
    assertEquals(Set.of("list"), alone("model", "list").getSubcommands().keySet());
    assertEquals(Set.of("set-model"), alone("task", "set-model").getSubcommands().keySet());
    assertEquals(Set.of("run-now"), alone("task", "run-now").getSubcommands().keySet());
  }

  @Test
  void aMisspeltNounIsToldTheRightOne() {
    assertTrue(run("modle", "list").err().contains("model"));
    assertTrue(run("model", "refrsh").err().contains("refresh"));
  }

  @Test
  void bashReadsItsCompletion() throws Exception {
    var script = Files.writeString(folder.resolve("ottoctl"), completion("bash"));
    var bash =
        new ProcessBuilder("bash", "-n", script.toString()).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, bash.waitFor(), said);
  }

  @Test
  void completionKnowsTheCommandsAndTheFlows() {
    assertTrue(completion("bash").contains("watchdogFailures"));
    assertTrue(completion("zsh").contains("compinit"));
    String fish = completion("fish");
    assertTrue(fish.contains("-a set-model"), fish);
    assertTrue(fish.contains("-l output -s o -x -a 'table plain json name'"), fish);
    assertTrue(fish.contains("-a 'interactiveAssistant scheduledTasks heartbeat"), fish);
  }

  private static String completion(String shell) {
    var printed = run("completion", shell);
    assertEquals(0, printed.exit(), printed.err());
    return printed.out();
  }

  private static Result run(String... arguments) {
    return Daemon.run(Map.of(), false, arguments);
  }
}
