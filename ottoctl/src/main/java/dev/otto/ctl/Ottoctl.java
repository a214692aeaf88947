package dev.otto.ctl;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code ottoctl} and what its subcommands share. */
public final class Ottoctl {
  private final SharedOptions options = new SharedOptions(this);
  private final Map<String, String> environment;
  private final boolean terminal;
  private final InputStream in;
  private final InstantSource clock;

  /**
   * @param terminal whether a person types and reads
   */
  Ottoctl(Map<String, String> environment, boolean terminal, InputStream in, InstantSource clock) {
    this.environment = environment;
    this.terminal = terminal;
    this.in = in;
    this.clock = clock;
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
        new Ottoctl(Map.of(), false, InputStream.nullInputStream(), InstantSource.system()));
  }

  int run(PrintWriter out, PrintWriter err, String... arguments) {
    var line =
        Nouns.commandLine(this, arguments)
            .setOut(out)
            .setErr(err)
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(
                    colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
            .setParameterExceptionHandler(this::misused)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  if (failure instanceof ApiException e) {
                    output().fail(e);
                    return e.exitCode();
                  }
                  throw failure;
                });
    int exit = arguments.length == 0 ? help(line) : execute(line, arguments);
    out.flush();
    err.flush();
    return exit;
  }

  private int execute(CommandLine line, String... arguments) {
    try {
      Utf8.require(List.of(arguments), environment);
    } catch (ApiException e) {
      output(wantsJson(arguments) ? Output.Format.json : Output.Format.plain).fail(e);
      return e.exitCode();
    }
    return line.execute(arguments);
  }

  private int misused(CommandLine.ParameterException failure, String[] arguments) {
    var line = failure.getCommandLine();
    if (wantsJson(arguments)) {
      output(Output.Format.json).fail(ApiException.usage(String.valueOf(failure.getMessage())));
    } else {
      line.getErr().println(line.getColorScheme().errorText(failure.getMessage()));
      if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, line.getErr())) {
        line.getErr().println("See: " + line.getCommandSpec().qualifiedName(" ") + " --help");
      }
    }
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

  private boolean colour() {
    return terminal && Connection.set(environment, "NO_COLOR").isEmpty();
  }

  /** Returns the client; the address is read when a command first needs it. */
  OttoApi api() {
    return new OttoApi(new Connection(address(), token()));
  }

  /** Returns the client for a command line that is still being typed. */
  OttoApi apiOf(String... words) {
    var typed = new Ottoctl(environment, terminal, in, clock);
    typed.spec().parser().collectErrors(true);
    new CommandLine(typed.spec()).setUnmatchedArgumentsAllowed(true).parseArgs(words);
    return typed.api();
  }

  Address address() {
    return Address.of(Address.Part.EXTERNAL_API, options.url().find(), environment);
  }

  String token() {
    return Connection.token(tokenFileOption(), environment);
  }

  private Optional<Path> tokenFileOption() {
    return options.tokenFile().find().map(Path::of);
  }

  /** Returns the file of the token, unless the token is given directly. */
  Path tokenFile() {
    return Connection.tokenFile(tokenFileOption(), environment);
  }

  Output output() {
    var fallback = terminal ? Output.Format.table : Output.Format.plain;
    return output(options.format().find().orElse(fallback));
  }

  /** Returns the command's own description. */
  CommandSpec spec() {
    return options.spec();
  }

  private Output output(Output.Format wanted) {
    var line = spec().commandLine();
    return new Output(wanted, new Style(colour()), line.getOut(), line.getErr(), clock);
  }

  /** Reads standard input completely; works once. */
  String piped() {
    try {
      String text = Utf8.text(in.readAllBytes(), "What is on standard input");
      if (text.isBlank()) {
        throw ApiException.usage(
            "There is no text on standard input; pipe some in, or give it as an argument.");
      }
      return text.stripTrailing();
    } catch (IOException e) {
      throw ApiException.usage("Standard input cannot be read: " + e.getMessage() + ".");
    }
  }

  boolean atTerminal() {
    return terminal;
  }

  Map<String, String> environment() {
    return environment;
  }

  InstantSource clock() {
    return clock;
  }

  /** Returns the part that a command shares with all others. */
  static Ottoctl of(CommandSpec spec) {
    return (Ottoctl) spec.root().userObject();
  }
}
