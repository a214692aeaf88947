package dev.otto.ctl.command;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The sentence about a command line that cannot be understood: what is wrong, and the remedy. */
public final class Misuse {
  private Misuse() {}

  public static String sentence(ParameterException failure) {
    return switch (failure) {
      case UnmatchedArgumentException unmatched -> unmatched(unmatched);
      case MissingParameterException missing -> missing(missing);
      default -> wrong(failure);
    };
  }

  private static String unmatched(UnmatchedArgumentException failure) {
    var spec = failure.getCommandLine().getCommandSpec();
    String word = failure.getUnmatched().getFirst();
    if (word.startsWith("-") && word.length() > 1) {
      String option = word.replaceFirst("=.*", "");
      return spec.qualifiedName(" ")
          + " has no option "
          + option
          + nearest(option, optionsOf(spec))
              .map(meant -> "; did you mean " + meant + "?")
              .orElse(help(spec));
    }
    if (spec.subcommands().isEmpty()) {
      return "\""
          + word
          + "\" is one argument too many; put text with blanks in quotes"
          + help(spec);
    }
    return "\""
        + word
        + "\" is no command of "
        + spec.qualifiedName(" ")
        + nearest(word, commandsOf(spec))
            .map(meant -> "; did you mean " + spec.qualifiedName(" ") + " " + meant + "?")
            .orElse(help(spec));
  }

  private static String missing(MissingParameterException failure) {
    var spec = failure.getCommandLine().getCommandSpec();
    String what =
        failure.getMissing().stream()
            .map(Misuse::name)
            .distinct()
            .collect(Collectors.joining(", "));
    boolean value = String.valueOf(failure.getMessage()).contains("parameter for option");
    return what + (value ? " needs a value" : " is missing") + help(spec);
  }

  private static String wrong(ParameterException failure) {
    var spec = failure.getCommandLine().getCommandSpec();
    var argument = Optional.ofNullable(failure.getArgSpec());
    var value = Optional.ofNullable(failure.getValue());
    if (argument.isPresent() && value.isPresent()) {
      return name(argument.get())
          + " is \""
          + value.get()
          + "\"; allowed is "
          + allowed(argument.get());
    }
    return String.valueOf(failure.getMessage()).replaceFirst("^Error: ", "") + help(spec);
  }

  private static String allowed(ArgSpec argument) {
    Class<?> type = argument.typeInfo().getType();
    if (argument.arity().max() == 0) {
      return "the option alone, without a value";
    }
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants())
            .map(Object::toString)
            .collect(Collectors.joining(", "))
        : "a whole number";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String help(CommandSpec spec) {
    return "; see: " + spec.qualifiedName(" ") + " --help";
  }

  private static Stream<String> optionsOf(CommandSpec spec) {
    return spec.options().stream().flatMap(option -> Stream.of(option.names()));
  }

  private static Stream<String> commandsOf(CommandSpec spec) {
    return spec.subcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(entry -> entry.getKey());
  }

  /** Returns the word that was probably meant: at most a third of its letters differ. */
  private static Optional<String> nearest(String typed, Stream<String> words) {
    return words
        .filter(word -> typed.length() > 2 && word.length() > 2)
        .filter(word -> distance(typed, word) <= Math.max(1, word.length() / 3))
        .min(Comparator.comparingInt(word -> distance(typed, word)));
  }

  /** Counts the letters to insert, drop, replace or swap with their neighbour. */
  private static int distance(String from, String to) {
    int[][] steps = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : step(steps, from, to, i, j);
      }
    }
    return steps[from.length()][to.length()];
  }

  private static int step(int[][] steps, String from, String to, int i, int j) {
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int replaced = steps[i - 1][j - 1] + (same ? 0 : 1);
    int least = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
  }
}
