package dev.otto.scheduler;

import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.database.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The commands of {@code otto}; those with commands of their own are classes of their own. */
@Command(
    name = "otto",
    mixinStandardHelpOptions = true,
    versionProvider = OttoCommand.Version.class,
    description = "Runs prompts on a schedule against an OpenCode server.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  otto demo                      see it work; needs nothing else",
      "  otto serve                     run it, with the OpenCode server of config.jsonc",
      "  otto serve --start-opencode    run it, and OpenCode with it"
    })
final class OttoCommand {
  private final Terminal terminal;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log more, and show stack traces.")
  private boolean verbose;

  OttoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Whether it was given to this command. */
  static boolean verbose(CommandLine command) {
    OttoCommand root = command.getCommandSpec().root().commandLine().getCommand();
    return root.verbose;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Shows which version this is, and of which Java.",
      footer = {"", "Example:", "  otto version"})
  void version() {
    terminal.out().println(Version.line());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Copies the database into a new file, also while Otto runs.",
      footer = {"", "Example:", "  otto backup otto-$(date +%%F).db"})
  void backup(
      @Parameters(paramLabel = "FILE", description = "The copy; it must not exist yet.") Path file)
      throws StartException {
    Path source = OttoPaths.of(terminal.environment()).database();
    if (Files.notExists(source)) {
      String message = "There is no database at " + source + "; set OTTO_HOME to Otto's folder";
      throw new StartException(StartException.FAILED, message, null);
    }
    try (var database = Database.open(source)) {
      database.backup(file.toAbsolutePath());
    }
    terminal.out().println(file + " holds a copy of " + source);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Runs Otto until it is told to stop.",
      footer = {"", "Examples:", "  otto serve", "  OTTO_HOME=/srv/otto otto serve --verbose"})
  int serve(
      @Option(
              names = "--start-opencode",
              description =
                  "Where no OpenCode answers at opencode.url, start the one on PATH and stop it"
                      + " with Otto.")
          boolean startOpenCode)
      throws Exception {
    return new Serve(terminal, verbose).run(startOpenCode);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Shows Otto at work on a stand-in for OpenCode; needs nothing else.",
      footer = {"", "Example:", "  otto demo"})
  int demo() throws Exception {
    return new Demo(terminal, verbose).run();
  }

  /** As built; {@code development} where it runs from class files. */
  static final class Version implements IVersionProvider {
    static String number() {
      String built = OttoCommand.class.getPackage().getImplementationVersion();
      return Objects.requireNonNullElse(built, "development");
    }

    static String line() {
      return "otto " + number() + " (Java " + Runtime.version().feature() + ")";
    }

    @Override
    public String[] getVersion() {
      return new String[] {line()};
    }
  }
}
