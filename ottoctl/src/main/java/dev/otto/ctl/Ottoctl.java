package dev.otto.ctl;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code ottoctl}: what all its nouns share. */
@Command(
    name = "ottoctl",
    description = "Sees and switches what a running Otto does.",
    version = "ottoctl 0.1.0",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    footer = {
      "",
      "Example: ottoctl status",
      "",
      "Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 unauthorised, 5 conflict, 69 unreachable"
    })
public final class Ottoctl {
  @Option(
      names = "--url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description =
          "Where Otto is; else OTTO_EXTERNAL_API_URL, this machine's configuration, "
              + Connection.DEFAULT_URL)
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--token-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "Holds the token; else OTTO_EXTERNAL_API_TOKEN, OTTO_EXTERNAL_API_TOKEN_FILE, this machine's")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES}; table at a terminal, plain in a pipe")
  private Optional<Output.Format> format = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;
  private final boolean terminal;
  private final InstantSource clock;

  Ottoctl(Map<String, String> environment, boolean terminal, InstantSource clock) {
    this.environment = environment;
    this.terminal = terminal;
    this.clock = clock;
  }

  /** Runs one command and exits by its result. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where there is no terminal.
  public static void main(String[] arguments) {
    boolean terminal = System.console() != null && System.console().isTerminal();
    var ottoctl = new Ottoctl(System.getenv(), terminal, InstantSource.system());
    var out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, false, StandardCharsets.UTF_8);
    System.exit(ottoctl.run(out, err, arguments));
  }

  /** All its commands, for those who describe them. */
  public static CommandLine commandLine() {
    return Nouns.commandLine(new Ottoctl(Map.of(), false, InstantSource.system()));
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
    int exit = arguments.length == 0 ? help(line) : line.execute(arguments);
    out.flush();
    err.flush();
    return exit;
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

  /** The line could not be read, so that its options need not have been. */
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

  /** Where the server is found, read when a command first needs it. */
  OttoApi api() {
    return new OttoApi(connection());
  }

  private Connection connection() {
    return Connection.find(url, tokenFile, environment);
  }

  URI address() {
    return Connection.address(url, environment);
  }

  String token() {
    return Connection.token(tokenFile, environment);
  }

  /** The file that holds the token, where the token is not given directly. */
  Path tokenFile() {
    return Connection.tokenFile(tokenFile, environment);
  }

  Output output() {
    var fallback = terminal ? Output.Format.table : Output.Format.plain;
    return output(format.orElse(fallback));
  }

  private Output output(Output.Format wanted) {
    var line = spec.commandLine();
    return new Output(wanted, new Style(colour()), line.getOut(), line.getErr(), clock);
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

  /** What a command shares with all others. */
  static Ottoctl of(CommandSpec spec) {
    return (Ottoctl) spec.root().userObject();
  }
}
