package dev.otto.ctl;

import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.command.CommandContext;
import dev.otto.ctl.command.Misuse;
import dev.otto.ctl.command.Nouns;
import dev.otto.ctl.command.Utf8;
import dev.otto.ctl.output.Output;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/** The command {@code ottoctl}: runs one command and reports its errors. */
public final class Ottoctl {
  private final CommandContext context;

  /**
   * @param terminal whether a person types and reads
   */
  Ottoctl(Map<String, String> environment, boolean terminal, InputStream in, InstantSource clock) {
    this.context = new CommandContext(environment, terminal, in, clock);
  }

  /** Runs one command and exits by its result. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where there is no terminal.
  public static void main(String[] arguments) {
    // Its words are English, and numbers are written as programs read them.
    Locale.setDefault(Locale.ROOT);
    boolean terminal = System.console() != null && System.console().isTerminal();
    var ottoctl = new Ottoctl(System.getenv(), terminal, System.in, InstantSource.system());
    var out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, false, StandardCharsets.UTF_8);
    System.exit(ottoctl.run(out, err, arguments));
  }

  /** Returns all its commands, for generating their documentation. */
  public static CommandLine commandLine() {
    return Nouns.commandLine(
        new CommandContext(Map.of(), false, InputStream.nullInputStream(), InstantSource.system()));
  }

  int run(PrintWriter out, PrintWriter err, String... arguments) {
    var line =
        Nouns.commandLine(context, Nouns.inOurWords(arguments))
            .setOut(out)
            .setErr(err)
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(
                    context.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
            .setParameterExceptionHandler(this::misused)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  if (failure instanceof ApiException e) {
                    context.output().fail(e);
                    return e.exitCode();
                  }
                  throw failure;
                });
    int exit = arguments.length == 0 ? help(line) : execute(line, arguments);
    if (exit == 0 && out.checkError()) {
      context.output(Output.Format.plain).fail(Output.unwritten());
      exit = ApiException.FAILED;
    }
    out.flush();
    err.flush();
    return exit;
  }

  private int execute(CommandLine line, String... typed) {
    String[] arguments = Nouns.inOurWords(typed);
    try {
      Utf8.require(List.of(arguments), context.environment());
    } catch (ApiException e) {
      context.output(wantsJson(arguments) ? Output.Format.json : Output.Format.plain).fail(e);
      return e.exitCode();
    }
    return line.execute(arguments);
  }

  private int misused(CommandLine.ParameterException failure, String[] arguments) {
    context
        .output(wantsJson(arguments) ? Output.Format.json : Output.Format.plain)
        .fail(ApiException.usage(Misuse.sentence(failure)));
    return ApiException.USAGE;
  }

  /** Reports whether the arguments ask for JSON; used when the command line could not be parsed. */
  private static boolean wantsJson(String[] arguments) {
    return String.join(" ", arguments).matches("(.* )?(-o|--output)[ =]?json( .*)?");
  }

  private static int help(CommandLine line) {
    line.usage(line.getOut());
    return 0;
  }
}
