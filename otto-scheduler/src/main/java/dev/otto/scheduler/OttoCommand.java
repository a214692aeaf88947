package dev.otto.scheduler;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
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
