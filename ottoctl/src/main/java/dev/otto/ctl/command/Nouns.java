package dev.otto.ctl.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The commands below {@code ottoctl}. If a command line begins with one of them, only that one is
 * built, and of its subcommands only the one that follows: the others cost no time.
 */
public final class Nouns {

  private record Noun(String name, Supplier<Verb> command, List<Noun> verbs) {
    Noun(String name, Supplier<Verb> command, Noun... verbs) {
      this(name, command, List.of(verbs));
    }

    /**
     * Builds the command with the subcommand that these words name, or with all if they name none.
     */
    CommandLine built(List<String> words) {
      var line = new CommandLine(command.get().spec());
      addTo(line, verbs, words);
      return line;
    }
  }

  private static final List<Noun> ALL =
      List.of(
          new Noun(
              "model",
              ModelCommands::noun,
              new Noun("changes", ModelCommands.Changes::new),
              new Noun("check", CheckCommand::new),
              new Noun(
                  "defaults",
                  DefaultsCommands.Show::noun,
                  new Noun("set", DefaultsCommands.SetDefault::new),
                  new Noun("show", DefaultsCommands.Show::verb)),
              new Noun("explain", ModelCommands.Explain::new),
              new Noun("list", ModelCommands.ListModels::new),
              new Noun("refresh", ModelCommands.Refresh::new),
              new Noun("replace", ReplaceCommand::new),
              new Noun("usage", ModelCommands.ShowUsage::new),
              new Noun("whatif", WhatIfCommand::new)),
          new Noun(
              "task",
              TaskCommands::noun,
              new Noun("abort", TaskCommands.Abort::new),
              new Noun("acknowledge", AcknowledgeCommands.Acknowledge::new),
              new Noun("audit", TaskViews.TaskAudit::new),
              new Noun("cancel", TaskCommands.Cancel::new),
              new Noun("create", TaskCommands.Create::new),
              new Noun("list", TaskViews.ListTasks::new),
              new Noun("pause", TaskCommands.Pause::new),
              new Noun("resume", TaskCommands.Resume::new),
              new Noun("run-now", RunNowCommand::new),
              new Noun("runs", TaskViews.Runs::new),
              new Noun("set-model", TaskCommands.SetModel::new),
              new Noun("show", TaskViews.One::new),
              new Noun("unacknowledge", AcknowledgeCommands.Unacknowledge::new),
              new Noun("update", TaskCommands.Update::new)),
          new Noun(
              "run",
              RunCommands::noun,
              new Noun("list", RunCommands.ListRuns::new),
              new Noun("output", RunCommands.Answer::new),
              new Noun("show", RunCommands.One::new),
              new Noun("transcript", RunCommands.Transcript::new)),
          new Noun(
              "budget",
              BudgetCommands.Show::noun,
              new Noun("raise", BudgetCommands.Raise::new),
              new Noun("set", BudgetCommands.SetBudget::new),
              new Noun("show", BudgetCommands.Show::verb)),
          new Noun(
              "node",
              NodeCommands::noun,
              new Noun("drain", NodeCommands.Drain::new),
              new Noun("list", NodeCommands.ListNodes::new),
              new Noun("resume", NodeCommands.Resume::new)),
          new Noun("ask", AskCommand::new),
          new Noun("status", SystemCommands.ShowStatus::new),
          new Noun("audit", SystemCommands.ShowAudit::new),
          new Noun("events", SystemCommands.Events::new),
          new Noun("doctor", DoctorCommand::new),
          new Noun("token", TokenCommand::noun, new Noun("rotate", TokenCommand::new)),
          new Noun("open", OpenCommand::new),
          new Noun("completion", CompletionCommand::new),
          new Noun("complete", CompleteCommand::new));

  /** The words of other tools for verbs of ours. */
  private static final Map<String, String> ALIASES =
      Map.of("ls", "list", "get", "show", "rm", "cancel", "delete", "cancel");

  private Nouns() {}

  /**
   * Returns the arguments with aliases replaced: {@code version} and {@code help}, and behind a
   * noun {@code ls}, {@code get}, {@code rm} and {@code delete} where it has the verb that they
   * stand for.
   */
  public static String[] inOurWords(String... arguments) {
    String[] words = arguments.clone();
    if (words.length > 0 && (words[0].equals("version") || words[0].equals("help"))) {
      words[0] = "--" + words[0];
    } else if (words.length > 1 && ALIASES.containsKey(words[1])) {
      String verb = ALIASES.get(words[1]);
      boolean known =
          ALL.stream()
              .filter(noun -> noun.name().equals(words[0]))
              .flatMap(noun -> noun.verbs().stream())
              .anyMatch(each -> each.name().equals(verb));
      words[1] = known ? verb : words[1];
    }
    return words;
  }

  /** Returns the parser of these arguments. */
  public static CommandLine commandLine(CommandContext root, String... arguments) {
    var line = new CommandLine(root.spec());
    addTo(line, ALL, List.of(arguments));
    // A prompt that begins with @ is a prompt, also where there is a file of that name.
    return line.setExpandAtFiles(false);
  }

  private static void addTo(CommandLine line, List<Noun> nouns, List<String> words) {
    Optional<Noun> alone = alone(nouns, words);
    if (alone.isPresent()) {
      Noun noun = alone.get();
      line.addSubcommand(noun.name(), noun.built(words.subList(1, words.size())));
    } else {
      nouns.forEach(noun -> line.addSubcommand(noun.name(), noun.built(List.of())));
    }
  }

  /**
   * Returns the only noun to build; none for help, for a misspelt word, and for completion, which
   * needs all.
   */
  private static Optional<Noun> alone(List<Noun> nouns, List<String> words) {
    return nouns.stream()
        .filter(noun -> !words.isEmpty() && noun.name().equals(words.getFirst()))
        .filter(noun -> !noun.name().equals("completion"))
        .findFirst();
  }
}
