package dev.otto.ctl.command;

import dev.otto.ctl.completion.Known;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One option or parameter of a command. Its value is available once the command line has been
 * parsed.
 */
record Argument<T>(ArgSpec spec) {

  static Argument<String> text(String name, String label, String description) {
    return option(String.class, name, label, description);
  }

  /**
   * Returns an option whose values are known: a list of words, or a kind that a running Otto knows.
   */
  static Argument<String> text(
      String name, String label, Iterable<String> values, String description) {
    return new Argument<>(
        OptionSpec.builder(name)
            .type(String.class)
            .paramLabel(label)
            .completionCandidates(values)
            .description(description)
            .build());
  }

  static <T> Argument<T> option(Class<T> type, String name, String label, String description) {
    return new Argument<>(
        OptionSpec.builder(name).type(type).paramLabel(label).description(description).build());
  }

  /** Returns a number option with a default. */
  static Argument<Integer> number(String name, int otherwise, String description) {
    return new Argument<>(
        OptionSpec.builder(name)
            .type(int.class)
            .paramLabel("N")
            .defaultValue(Integer.toString(otherwise))
            .description(description)
            .build());
  }

  /** Returns an option without a value. */
  static Argument<Boolean> flag(String name, String description) {
    return new Argument<>(
        OptionSpec.builder(name)
            .type(boolean.class)
            .arity("0")
            .defaultValue("false")
            .description(description)
            .build());
  }

  /** Returns an option that may be given several times. */
  static Argument<List<String>> list(String name, Known kind, String description) {
    return new Argument<>(
        OptionSpec.builder(name)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel(kind.label())
            .completionCandidates(kind)
            .description(description)
            .build());
  }

  /** Returns a positional parameter. */
  static <T> Argument<T> place(
      int index, Class<T> type, boolean required, String label, String... description) {
    return new Argument<>(
        PositionalParamSpec.builder()
            .index(Integer.toString(index))
            .type(type)
            .arity(required ? "1" : "0..1")
            .required(required)
            .paramLabel(label)
            .description(description)
            .build());
  }

  /** Returns a required parameter whose values are of a kind that a running Otto knows. */
  static Argument<String> place(int index, Known kind, String... description) {
    return new Argument<>(
        PositionalParamSpec.builder()
            .index(Integer.toString(index))
            .type(String.class)
            .arity("1")
            .required(true)
            .paramLabel(kind.label())
            .completionCandidates(kind)
            .description(description)
            .build());
  }

  /** Returns a parameter that takes all further words, which are of a kind that Otto knows. */
  static Argument<List<String>> places(Known kind, String... description) {
    return new Argument<>(
        PositionalParamSpec.builder()
            .index("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .paramLabel(kind.label())
            .completionCandidates(kind)
            .description(description)
            .build());
  }

  Optional<T> find() {
    return Optional.ofNullable(spec.<T>getValue());
  }

  /** Returns the value of a required argument or of one with a default. */
  T value() {
    return find().orElseThrow();
  }
}
