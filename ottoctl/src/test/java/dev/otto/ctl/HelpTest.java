package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.otto.ctl.Daemon.Result;
import dev.otto.ctl.command.CommandContext;
import dev.otto.ctl.command.Nouns;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

class HelpTest {
  private static final CommandLine ROOT = Ottoctl.commandLine();

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
  }

  @Test
  void itsVersionIsThatOfTheBuild() throws IOException {
    String version = run("--version").out().strip().replaceFirst("^ottoctl ", "");
    String pom = Files.readString(Path.of("../pom.xml"));
    assertTrue(pom.contains("  <version>" + version + "</version>\n  <packaging>"), version);
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
    var root =
        new CommandContext(Map.of(), false, InputStream.nullInputStream(), InstantSource.system());
    return Nouns.commandLine(root, arguments).getSubcommands().get(arguments[0]);
  }

  @Test
  void ofANounWithAVerbOnlyThatVerbIsBuilt() {
    assertEquals(Set.of("list"), alone("model", "list").getSubcommands().keySet());
    assertEquals(Set.of("set-model"), alone("task", "set-model").getSubcommands().keySet());
    assertEquals(Set.of("run-now"), alone("task", "run-now").getSubcommands().keySet());
  }

  @Test
  void aMisspeltWordIsToldTheOneThatFits() {
    assertEquals(
        "error: \"lst\" is no command of ottoctl task; did you mean ottoctl task list?\n",
        run("task", "lst").err());
    assertTrue(run("modle", "list").err().contains("did you mean ottoctl model?"));
    assertTrue(run("stauts").err().contains("did you mean ottoctl status?"));
    assertTrue(run("tasks").err().contains("did you mean ottoctl task?"));
    assertTrue(run("task", "create", "--promt", "x").err().contains("did you mean --prompt?"));
    assertEquals(
        "error: \"lst\" is no command of ottoctl; see: ottoctl --help\n", run("lst").err());
  }

  @Test
  void completionHoldsTheFixedWordsAndAsksForTheRest() {
    for (String shell : List.of("bash", "zsh", "fish")) {
      String script = completion(shell);
      assertTrue(script.contains("set-model"), script);
      assertTrue(script.contains("table plain json name"), script);
      assertTrue(script.contains("interactiveAssistant scheduledTasks heartbeat"), script);
      assertTrue(script.contains("known MODEL_OR_INHERIT"), script);
    }
  }

  @Test
  void whatTheScriptsAskIsNoCommandForPeople() {
    assertFalse(run("--help").out().contains("complete "), run("--help").out());
    assertFalse(completion("fish").contains("-a complete "));
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
