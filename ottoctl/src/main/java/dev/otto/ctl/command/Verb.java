package dev.otto.ctl.command;

import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command: its arguments, its action, and what all of them need from the command line.
 *
 * <p>Commands are described in code, not by annotations: for each kind of annotation Java generates
 * a class at every start, which took longer than most responses.
 */
abstract class Verb implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  /**
   * Creates a command; {@link Nouns} gives it its name.
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

  /** Adds an option with a text. */
  final Argument<String> text(String name, String label, String description) {
    return takes(Argument.text(name, label, description));
  }

  /** Adds an option whose value is of a kind that a running Otto knows. */
  final Argument<String> text(String name, Known kind, String description) {
    return takes(Argument.text(name, kind.label(), kind, description));
  }

  /** Adds a number option with a default. */
  final Argument<Integer> number(String name, int otherwise, String description) {
    return takes(Argument.number(name, otherwise, description));
  }

  final Argument<Boolean> flag(String name, String description) {
    return takes(Argument.flag(name, description));
  }

  /** Adds a positional parameter of a kind that a running Otto knows. */
  final Argument<String> place(Known kind, String... description) {
    return takes(Argument.place(places(), kind, description));
  }

  /** Adds a positional parameter. */
  final <T> Argument<T> place(Class<T> type, String label, String... description) {
    return takes(Argument.place(places(), type, true, label, description));
  }

  /** Adds an optional positional parameter. */
  final <T> Argument<T> optionalPlace(Class<T> type, String label, String... description) {
    return takes(Argument.place(places(), type, false, label, description));
  }

  private int places() {
    return spec.positionalParameters().size();
  }

  /** Returns the text as given, or standard input if it is {@code -}. */
  final String orPiped(String text) {
    return text.equals("-") ? context().piped() : text;
  }

  /** Rejects a command line with more than one of these options. */
  final void takesOneOf(Argument<?>... options) {
    var group = ArgGroupSpec.builder();
    for (Argument<?> option : options) {
      group.addArg(option.spec());
    }
    spec.addArgGroup(group.build());
  }

  CommandContext context() {
    return CommandContext.of(spec);
  }

  OttoApi api() {
    return context().api();
  }

  Output out() {
    return context().output();
  }

  @Override
  public abstract Integer call() throws InterruptedException;

  /** Creates a noun, which without a subcommand lists them. */
  static Verb noun(String description, String example) {
    return new Verb(description, example) {
      @Override
      public Integer call() {
        spec().commandLine().usage(spec().commandLine().getOut());
        return 0;
      }
    }.withVerbs();
  }

  /** Shows subcommands as COMMAND in the usage line. */
  final Verb withVerbs() {
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    return this;
  }
}
