package dev.otto.ctl.completion;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** One command of a program, with the parts of it that are shown to people. */
record Command(CommandSpec spec) {

  String name() {
    return spec.name();
  }

  /** Returns the words that lead to it, each after a blank; empty for the program itself. */
  String path() {
    return spec.parent() == null ? "" : new Command(spec.parent()).path() + " " + name();
  }

  List<Command> subcommands() {
    return spec.subcommands().values().stream()
        .distinct()
        .map(line -> new Command(line.getCommandSpec()))
        .filter(command -> !command.spec.usageMessage().hidden())
        .toList();
  }

  /** Returns the command and all below it. */
  Stream<Command> all() {
    return Stream.concat(Stream.of(this), subcommands().stream().flatMap(Command::all));
  }

  /** Returns its options, including the program's, which every command takes. */
  List<OptionSpec> options() {
    return spec.options().stream().filter(option -> !option.hidden()).toList();
  }

  List<OptionSpec> ownOptions() {
    return options().stream().filter(option -> !option.inherited()).toList();
  }

  List<PositionalParamSpec> places() {
    return spec.positionalParameters();
  }

  String description() {
    return first(spec.usageMessage().description());
  }

  static String first(String[] lines) {
    return lines.length == 0 ? "" : lines[0];
  }

  /** Reports whether a parameter takes all words from its place on. */
  static boolean takesTheRest(PositionalParamSpec place) {
    return place.typeInfo().isMultiValue();
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** Returns the names of all options of the program that take a value. */
  List<String> namesBeforeValues() {
    return all()
        .flatMap(command -> command.options().stream())
        .filter(Command::takesValue)
        .flatMap(option -> Arrays.stream(option.names()))
        .distinct()
        .sorted()
        .toList();
  }

  /** Reports whether an argument takes values that only a running Otto knows. */
  boolean asksOtto() {
    return all()
        .flatMap(command -> Stream.concat(command.options().stream(), command.places().stream()))
        .anyMatch(argument -> Value.of(argument) instanceof Value.FromOtto);
  }
}
