package dev.otto.ctl.completion;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The completion script for bash, with or without bash-completion. The words before the cursor lead
 * to a command ({@code path}) and count its arguments ({@code place}); tables list what may follow.
 */
final class BashScript {
  private static final String FRAME =
      """
      # bash completion for @NAME@

      _@NAME@_words() {
          COMPREPLY=($(compgen -W "$*" -- "$cur"))
      }

      _@NAME@_files() {
          compopt -o default 2>/dev/null
      }
      @ASK@
      _@NAME@() {
          local cur prev words cword
          if declare -F _get_comp_words_by_ref >/dev/null; then
              _get_comp_words_by_ref -n := cur prev words cword
          else
              words=("${COMP_WORDS[@]}") cword=$COMP_CWORD cur=$2
          fi
          local path= place=0 option= word
          for word in "${words[@]:1:cword-1}"; do
              if [[ $option ]]; then
                  option=
                  continue
              fi
              case $word in
                  @VALUED@) option=$word ;;
                  -*) ;;
                  *)
                      case "$path $word" in
                          @PATHS@) path+=" $word" ;;
                          *) place=$((place + 1)) ;;
                      esac
                      ;;
              esac
          done
          if [[ ! $option && $cur == --*=* ]]; then
              option=${cur%%=*}
              cur=${cur#*=}
          fi
          COMPREPLY=()
          if [[ $option ]]; then
              case "$path $option" in
      @VALUES@
              esac
          elif [[ $cur == -* ]]; then
              case $path in
      @OPTIONS@
              esac
          else
              case "$path $place" in
      @PLACES@
              esac
          fi
      }

      complete -F _@NAME@ @NAME@
      """;

  /**
   * The function that asks Otto: an id may contain anything, so the shell never expands it and it
   * is quoted when inserted.
   */
  private static final String ASK =
      """

      _@NAME@_known() {
          local value typed=${cur//\\\\/}
          [[ $cur == [\\'\\"]* ]] && typed=${cur:1}
          while IFS= read -r value; do
              [[ $value == "$typed"* ]] || continue
              [[ $cur == [\\'\\"]* ]] || printf -v value %q "$value"
              COMPREPLY+=("$value")
          done < <("${words[0]/#\\~/$HOME}" complete "$1" -- "${words[@]:1}" 2>/dev/null)
          # The word begins anew after a colon, unless bash was told otherwise.
          if declare -F __ltrim_colon_completions >/dev/null; then
              __ltrim_colon_completions "$cur"
          fi
      }
      """;

  private final Command program;

  private BashScript(Command program) {
    this.program = program;
  }

  static String of(Command program) {
    return new BashScript(program).text();
  }

  private String text() {
    return FRAME
        .replace("@ASK@", program.asksOtto() ? ASK : "")
        .replace(
            "@VALUED@",
            pattern(Stream.concat(Stream.of("''"), program.namesBeforeValues().stream())))
        .replace(
            "@PATHS@", pattern(program.all().map(Command::path).filter(path -> !path.isEmpty())))
        .replace("@VALUES@", lines(values()))
        .replace("@OPTIONS@", lines(options()))
        .replace("@PLACES@", lines(places()))
        .replace("@NAME@", program.name());
  }

  private static String pattern(Stream<String> words) {
    return words.map(BashScript::quoted).collect(joining(" | "));
  }

  private static String quoted(String word) {
    return word.contains(" ") ? "'" + word + "'" : word;
  }

  private static String lines(List<String> cases) {
    return cases.stream().map(line -> " ".repeat(12) + line).collect(joining("\n"));
  }

  private List<String> values() {
    var cases = new ArrayList<String>();
    program.options().forEach(option -> addValues(cases, "*'", option));
    for (Command command : program.all().skip(1).toList()) {
      command.ownOptions().forEach(option -> addValues(cases, "'" + command.path(), option));
    }
    return cases;
  }

  private void addValues(List<String> cases, String path, OptionSpec option) {
    if (Command.takesValue(option)) {
      String names =
          Arrays.stream(option.names())
              .map(name -> path + " " + name + "'")
              .collect(joining(" | "));
      offer(option).ifPresent(offer -> cases.add(names + ") " + offer + " ;;"));
    }
  }

  private List<String> options() {
    return program
        .all()
        .map(
            command ->
                "'%s') _@NAME@_words %s ;;"
                    .formatted(
                        command.path(),
                        command.options().stream()
                            .flatMap(option -> Arrays.stream(option.names()))
                            .collect(joining(" "))))
        .toList();
  }

  private List<String> places() {
    var cases = new ArrayList<String>();
    for (Command command : program.all().toList()) {
      if (!command.subcommands().isEmpty()) {
        cases.add(
            "'%s 0') _@NAME@_words %s ;;"
                .formatted(
                    command.path(),
                    command.subcommands().stream().map(Command::name).collect(joining(" "))));
      }
      for (int i = 0; i < command.places().size(); i++) {
        String at =
            Command.takesTheRest(command.places().get(i))
                ? "'%s '*) ".formatted(command.path())
                : "'%s %d') ".formatted(command.path(), i);
        offer(command.places().get(i)).ifPresent(offer -> cases.add(at + offer + " ;;"));
      }
    }
    return cases;
  }

  private static Optional<String> offer(ArgSpec argument) {
    return switch (Value.of(argument)) {
      case Value.Words(var words) -> Optional.of("_@NAME@_words " + String.join(" ", words));
      case Value.FromOtto(var kind) -> Optional.of("_@NAME@_known " + kind.name());
      case Value.File _ -> Optional.of("_@NAME@_files");
      case Value.Text _ -> Optional.empty();
    };
  }
}
