package dev.otto.ctl.completion;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion script for zsh: one function for each command, each a call of {@code _arguments}.
 */
final class ZshScript {
  private static final String FRAME =
      """
      #compdef @NAME@
      @ASK@@FUNCTIONS@
      @FUNCTION@() {
          local -a _@FUNCTION@_line=("${words[@]}")
          @FUNCTION@_0
      }

      # Loaded by compinit it is to complete at once; a script that is sourced only makes it known.
      if [[ $funcstack[1] == @FUNCTION@ ]]; then
          @FUNCTION@ "$@"
      else
          compdef @FUNCTION@ @NAME@
      fi
      """;

  private static final String ASK =
      """

      @FUNCTION@_known() {
          local -a values
          local program=${${(Q)_@FUNCTION@_line[1]}/#\\~/$HOME}
          values=(${(f)"$($program complete $@[-1] -- ${(Q)_@FUNCTION@_line[2,-1]} 2>/dev/null)"})
          compadd "${@[1,-2]}" -a values
      }
      """;

  private static final String LEAF =
      """

      @FUNCTION@@PATH@() {
          _arguments @ARGUMENTS@
      }
      """;

  private static final String BRANCH =
      """

      @FUNCTION@@PATH@() {
          local curcontext=$curcontext state line
          typeset -A opt_args
          _arguments -C @ARGUMENTS@
          case $state in
              command)
                  local -a commands=(
      @COMMANDS@
                  )
                  _describe -t commands command commands
                  ;;
              rest)
                  case $line[1] in
      @CALLS@
                  esac
                  ;;
          esac
      }
      """;

  private final Command program;

  private ZshScript(Command program) {
    this.program = program;
  }

  static String of(Command program) {
    return new ZshScript(program).text();
  }

  private String text() {
    return FRAME
        .replace("@ASK@", program.asksOtto() ? ASK : "")
        .replace("@FUNCTIONS@", program.all().map(this::function).collect(joining()))
        .replace("@FUNCTION@", "_" + program.name().replace('-', '_'))
        .replace("@NAME@", program.name());
  }

  private String function(Command command) {
    String text = command.subcommands().isEmpty() ? LEAF : BRANCH;
    return text.replace("@ARGUMENTS@", String.join(" \\\n        ", arguments(command)))
        .replace("@COMMANDS@", commands(command))
        .replace("@CALLS@", calls(command))
        .replace("@PATH@", suffix(command));
  }

  private static String suffix(Command command) {
    return command.path().isEmpty() ? "_0" : command.path().replaceAll("[ -]", "_");
  }

  private static List<String> arguments(Command command) {
    var arguments = new ArrayList<String>();
    command.options().forEach(option -> addOption(arguments, option));
    for (int i = 0; i < command.places().size(); i++) {
      PositionalParamSpec place = command.places().get(i);
      String colons = place.required() ? ":" : "::";
      String where = Command.takesTheRest(place) ? "*" : String.valueOf(i + 1);
      arguments.add(quoted(where + colons + message(place) + ":" + action(place)));
    }
    if (!command.subcommands().isEmpty()) {
      arguments.add("'1:command:->command'");
      arguments.add("'*::argument:->rest'");
    }
    return arguments;
  }

  /** Adds each name of an option; they exclude one another. */
  private static void addOption(List<String> arguments, OptionSpec option) {
    String exclusive = "(" + String.join(" ", option.names()) + ")";
    String description = "[" + escaped(Command.first(option.description()), "\\[\\]") + "]";
    for (String name : option.names()) {
      String follows = name.startsWith("--") ? "=" : "+";
      arguments.add(
          quoted(
              Command.takesValue(option)
                  ? exclusive
                      + name
                      + follows
                      + description
                      + ":"
                      + message(option)
                      + ":"
                      + action(option)
                  : exclusive + name + description));
    }
  }

  private static String message(ArgSpec argument) {
    return escaped(argument.paramLabel(), ":");
  }

  private static String action(ArgSpec argument) {
    return switch (Value.of(argument)) {
      case Value.Words(var words) -> "(" + String.join(" ", words) + ")";
      case Value.FromOtto(var kind) -> "@FUNCTION@_known " + kind.name();
      case Value.File _ -> "_files";
      case Value.Text _ -> " ";
    };
  }

  private static String commands(Command command) {
    return command.subcommands().stream()
        .map(sub -> " ".repeat(16) + quoted(sub.name() + ":" + sub.description()))
        .collect(joining("\n"));
  }

  private static String calls(Command command) {
    return command.subcommands().stream()
        .map(sub -> " ".repeat(16) + sub.name() + ") @FUNCTION@" + suffix(sub) + " ;;")
        .collect(joining("\n"));
  }

  private static String escaped(String text, String characters) {
    return text.replaceAll("([\\\\" + characters + "])", "\\\\$1");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
