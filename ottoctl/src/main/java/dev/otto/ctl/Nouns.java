package dev.otto.ctl;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The commands below {@code ottoctl}. Where a line begins with one of them, only that one is built:
 * to build them all takes longer than the answer.
 */
final class Nouns {

  private record Noun(String name, Supplier<Object> command) {}

  private static final List<Noun> ALL =
      List.of(
          new Noun("model", ModelCommand::new),
          new Noun("task", TaskCommand::new),
          new Noun("ask", AskCommand::new),
          new Noun("status", SystemCommands.Status::new),
          new Noun("audit", SystemCommands.Audit::new),
          new Noun("events", SystemCommands.Events::new),
          new Noun("doctor", DoctorCommand::new),
          new Noun("token", TokenCommand::new),
          new Noun("open", OpenCommand::new),
          new Noun("completion", CompletionCommand::new));

  private Nouns() {}

  /** What reads these arguments. */
  static CommandLine commandLine(Ottoctl root, String... arguments) {
    var line = new CommandLine(root);
    wanted(arguments).forEach(noun -> line.addSubcommand(noun.name(), noun.command().get()));
    return line;
  }

  /** All of them for help, for what is misspelt, and for completion, which prints the others. */
  private static List<Noun> wanted(String... arguments) {
    return ALL.stream()
        .filter(noun -> arguments.length > 0 && noun.name().equals(arguments[0]))
        .filter(noun -> !noun.name().equals("completion"))
        .findFirst()
        .map(List::of)
        .orElse(ALL);
  }
}
