package dev.otto.ctl.completion;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The completion script for fish: one line for each possible word, each with the command, and for
 * an argument the position, where it may occur.
 */
final class FishScript {
  private static final String FRAME =
      """
      # fish completion for @NAME@

      # Whether the words before the cursor lead to this command, and to this place in it.
      function @FUNCTION@_at --argument-names wanted wanted_place
          set -l words (commandline -opc)
          set -e words[1]
          set -l path ''
          set -l place 0
          set -l value_follows 0
          for word in $words
              if test $value_follows = 1
                  set value_follows 0
                  continue
              end
              switch $word
                  case @VALUED@
                      set value_follows 1
                  case '-*'
                  case '*'
                      if contains -- "$path $word" @PATHS@
                          set path "$path $word"
                      else
                          set place (math $place + 1)
                      end
              end
          end
          test "$path" = "$wanted"; and test -z "$wanted_place" -o "$wanted_place" = $place
      end
      @ASK@
      complete -c @NAME@ -f
      @LINES@
      """;

  private static final String ASK =
      """

      function @FUNCTION@_known
          set -l words (commandline -opc)
          set -l program (string replace -r '^~' $HOME -- $words[1])
          set -e words[1]
          $program complete $argv -- $words 2>/dev/null
      end
      """;

  private final Command program;
  private final List<String> lines = new ArrayList<>();

  private FishScript(Command program) {
    this.program = program;
  }

  static String of(Command program) {
    return new FishScript(program).text();
  }

  private String text() {
    program.options().forEach(option -> add("", option));
    program.all().forEach(this::add);
    return FRAME
        .replace("@ASK@", program.asksOtto() ? ASK : "")
        .replace("@VALUED@", String.join(" ", program.namesBeforeValues()))
        .replace("@PATHS@", words(program.all().map(Command::path).filter(path -> !path.isEmpty())))
        .replace("@LINES@", String.join("\n", lines))
        .replace("@FUNCTION@", "__" + program.name().replace('-', '_'))
        .replace("@NAME@", program.name());
  }

  private static String words(Stream<String> words) {
    return words.map(FishScript::quoted).collect(joining(" "));
  }

  private void add(Command command) {
    for (Command sub : command.subcommands()) {
      lines.add(start(at(command, 0)) + " -a " + sub.name() + " -d " + quoted(sub.description()));
    }
    for (int i = 0; i < command.places().size(); i++) {
      String values = values(command.places().get(i));
      if (!values.isEmpty()) {
        boolean rest = Command.takesTheRest(command.places().get(i));
        lines.add(start(rest ? at(command) : at(command, i)) + values);
      }
    }
    if (!command.path().isEmpty()) {
      command.ownOptions().forEach(option -> add(at(command), option));
    }
  }

  private void add(String condition, OptionSpec option) {
    var line = new StringBuilder(start(condition));
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.charAt(1));
    }
    if (Command.takesValue(option)) {
      // -x: a value follows, and no file where none is asked for.
      line.append(Value.of(option) instanceof Value.File ? " -r" : " -x").append(values(option));
    }
    line.append(" -d ").append(quoted(Command.first(option.description())));
    lines.add(line.toString());
  }

  private String start(String condition) {
    return "complete -c @NAME@" + (condition.isEmpty() ? "" : " -n " + quoted(condition));
  }

  private static String at(Command command) {
    return "@FUNCTION@_at " + quoted(command.path());
  }

  private static String at(Command command, int place) {
    return at(command) + " " + place;
  }

  private static String values(ArgSpec argument) {
    return switch (Value.of(argument)) {
      case Value.Words(var words) -> " -a " + quoted(String.join(" ", words));
      case Value.FromOtto(var kind) -> " -a " + quoted("(@FUNCTION@_known " + kind.name() + ")");
      case Value.File _ -> " -F";
      case Value.Text _ -> "";
    };
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
