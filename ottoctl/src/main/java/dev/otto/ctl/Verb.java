package dev.otto.ctl;

import dev.otto.ctl.completion.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One command: what it takes, what it does, and what all of them need of the line they stand in.
 *
 * <p>Commands are described in code, not by annotations: for each kind of annotation Java makes a
 * class at every start, which took longer than most answers.
 */
abstract class Verb implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  /**
   * Its name is told by {@link Nouns}.
   *
   * @param examples whole lines, as an operator types them
   */
  Verb(String description, String... examples) {
    spec.usageMessage().description(description).footer(footer(List.of(examples)));
  }

  private static String[] footer(List<String> examples) {
    var lines = new ArrayList<>(List.of(""));
    if (examples.size() == 1) {
      lines.add("Example: " + examples.getFirst());
    } else {
      lines.add("Examples:");
      examples.forEach(example -> lines.add("  " + example));
    }
    return lines.toArray(String[]::new);
  }

  CommandSpec spec() {
    return spec;
  }

  final <T> Argument<T> takes(Argument<T> argument) {
    spec.add(argument.spec());
    return argument;
  }

  /** An option with a text. */
  final Argument<String> text(String name, String label, String description) {
    return takes(Argument.text(name, label, description));
  }

  /** An option whose value is of a kind that a running Otto knows. */
  final Argument<String> text(String name, Known kind, String description) {
    return takes(Argument.text(name, kind.label(), kind, description));
  }

  /** A number that is {@code otherwise} where it is not given. */
  final Argument<Integer> number(String name, int otherwise, String description) {
    return takes(Argument.number(name, otherwise, description));
  }

  final Argument<Boolean> flag(String name, String description) {
    return takes(Argument.flag(name, description));
  }

  /** The next of those without a name, of a kind that a running Otto knows. */
  final Argument<String> place(Known kind, String... description) {
    return takes(Argument.place(places(), kind, description));
  }

  /** The next of those without a name. */
  final <T> Argument<T> place(Class<T> type, String label, String... description) {
    return takes(Argument.place(places(), type, true, label, description));
  }

  /** The next of those without a name, which may be left out. */
  final <T> Argument<T> optionalPlace(Class<T> type, String label, String... description) {
    return takes(Argument.place(places(), type, false, label, description));
  }

  private int places() {
    return spec.positionalParameters().size();
  }

  /** The text as it was given, or what is piped in where that is {@code -}. */
  final String orPiped(String text) {
    return text.equals("-") ? ottoctl().piped() : text;
  }

  /** Options of which a line has at most one. */
  final void takesOneOf(Argument<?>... options) {
    var group = ArgGroupSpec.builder();
    for (Argument<?> option : options) {
      group.addArg(option.spec());
    }
    spec.addArgGroup(group.build());
  }

  Ottoctl ottoctl() {
    return Ottoctl.of(spec);
  }

  OttoApi api() {
    return ottoctl().api();
  }

  Output out() {
    return ottoctl().output();
  }

  @Override
  public abstract Integer call() throws InterruptedException;

  /** A noun without a verb shows what there is. */
  static Verb noun(String description, String example) {
    return new Verb(description, example) {
      @Override
      public Integer call() {
        spec().commandLine().usage(spec().commandLine().getOut());
        return 0;
      }
    }.withVerbs();
  }

  /** What comes after it in a line is called a command. */
  final Verb withVerbs() {
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    return this;
  }
}
