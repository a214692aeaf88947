package dev.otto.ctl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The commands below {@code ottoctl}. Where a line begins with one of them, only that one is built,
 * and of its verbs only the one that follows: to read the annotations of them all takes longer than
 * the answer.
 */
final class Nouns {

  /**
   * A command below the root.
   *
   * @param verbs those of its commands that are classes, where it leaves all of them to us
   */
  private record Noun(String name, Supplier<Object> command, Map<String, Supplier<Object>> verbs) {
    Noun {
      verbs = new TreeMap<>(verbs); // the same order in each help
    }

    Noun(String name, Supplier<Object> command) {
      this(name, command, Map.of());
    }

    CommandLine built(Optional<String> verb) {
      var line = new CommandLine(command.get());
      if (!verbs.isEmpty() && !verb.map(word -> addVerb(line, word)).orElse(false)) {
        verbs.forEach((word, more) -> line.addSubcommand(word, more.get()));
        line.getCommandSpec().addMethodSubcommands(line.getFactory());
      }
      return line;
    }

    private boolean addVerb(CommandLine line, String verb) {
      Optional<Object> found =
          verbs.containsKey(verb)
              ? Optional.of(verbs.get(verb).get())
              : method(command.get().getClass(), verb);
      found.ifPresent(it -> line.addSubcommand(verb, it));
      return found.isPresent();
    }

    /** By its name first: to look for annotations is what takes the time. */
    private static Optional<Object> method(Class<?> noun, String verb) {
      String name = verb.replace("-", "");
      return Stream.of(noun.getDeclaredMethods())
          .filter(method -> method.getName().equalsIgnoreCase(name))
          .filter(method -> method.isAnnotationPresent(Command.class))
          .<Object>map(method -> method)
          .findFirst();
    }
  }

  private static final List<Noun> ALL =
      List.of(
          new Noun("model", ModelCommand::new, Map.of("defaults", DefaultsCommand::new)),
          new Noun(
              "task",
              TaskCommand::new,
              Map.of(
                  "list", TaskViews.All::new,
                  "show", TaskViews.One::new,
                  "runs", TaskViews.Runs::new,
                  "audit", TaskViews.Audit::new,
                  "run-now", RunNowCommand::new)),
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
    Optional<Noun> alone = alone(arguments);
    alone.ifPresent(noun -> line.addSubcommand(noun.name(), noun.built(verb(arguments))));
    if (alone.isEmpty()) {
      ALL.forEach(noun -> line.addSubcommand(noun.name(), noun.built(Optional.empty())));
    }
    return line;
  }

  /** None for help, for what is misspelt, and for completion, which prints the others. */
  private static Optional<Noun> alone(String... arguments) {
    return ALL.stream()
        .filter(noun -> arguments.length > 0 && noun.name().equals(arguments[0]))
        .filter(noun -> !noun.name().equals("completion"))
        .findFirst();
  }

  private static Optional<String> verb(String... arguments) {
    return arguments.length > 1 ? Optional.of(arguments[1]) : Optional.empty();
  }
}
