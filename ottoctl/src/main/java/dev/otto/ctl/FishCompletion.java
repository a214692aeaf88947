package dev.otto.ctl;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for fish, which picocli does not write. */
public final class FishCompletion {
  private FishCompletion() {}

  /** The script for this program. */
  public static String of(CommandSpec root) {
    var lines = new ArrayList<String>();
    lines.add("complete -c " + root.name() + " -f");
    add(root, List.of(), lines);
    return String.join("\n", lines) + "\n";
  }

  private static void add(CommandSpec command, List<String> path, List<String> lines) {
    String condition = condition(command, path);
    for (CommandLine sub : command.subcommands().values()) {
      lines.add(
          "complete -c %s -n %s -a %s -d %s"
              .formatted(
                  command.root().name(),
                  condition,
                  sub.getCommandName(),
                  quoted(description(sub.getCommandSpec().usageMessage().description()))));
      var deeper = new ArrayList<>(path);
      deeper.add(sub.getCommandName());
      add(sub.getCommandSpec(), deeper, lines);
    }
    String start = "complete -c %s -n %s".formatted(command.root().name(), condition);
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      if (parameter.completionCandidates() != null) {
        lines.add(start + values(parameter));
      }
    }
    for (OptionSpec option : command.options()) {
      if (option.longestName().startsWith("--")) {
        lines.add(
            start
                + names(option)
                + values(option)
                + " -d "
                + quoted(description(option.description())));
      }
    }
  }

  private static String names(OptionSpec option) {
    String letter =
        option.shortestName().startsWith("--") ? "" : " -s " + option.shortestName().charAt(1);
    return " -l " + option.longestName().substring(2) + letter;
  }

  /** What may follow: listed words, some file for {@code FILE}, or anything. */
  private static String values(ArgSpec argument) {
    if (argument.completionCandidates() != null) {
      String words = String.join(" ", argument.completionCandidates());
      return (argument.isOption() ? " -x" : "") + " -a " + quoted(words);
    } else if (argument.arity().max() == 0) {
      return "";
    }
    return argument.paramLabel().equals("FILE") ? " -r -F" : " -x";
  }

  private static String condition(CommandSpec command, List<String> path) {
    var terms = new ArrayList<String>();
    path.forEach(name -> terms.add("__fish_seen_subcommand_from " + name));
    if (!command.subcommands().isEmpty()) {
      terms.add(
          "not __fish_seen_subcommand_from " + String.join(" ", command.subcommands().keySet()));
    }
    return quoted(terms.isEmpty() ? "true" : String.join("; and ", terms));
  }

  private static String description(String[] lines) {
    return lines.length == 0 ? "" : lines[0];
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "\\'") + "'";
  }
}
