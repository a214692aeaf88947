package dev.otto.ctl;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

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
    for (OptionSpec option : command.options()) {
      if (option.longestName().startsWith("--")) {
        lines.add(
            "complete -c %s -n %s -l %s -d %s"
                .formatted(
                    command.root().name(),
                    condition,
                    option.longestName().substring(2),
                    quoted(description(option.description()))));
      }
    }
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
