package dev.otto.scheduler.cli;

import dev.otto.scheduler.config.ConfigFile;
import dev.otto.scheduler.config.ConfigResult;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.daemon.StartException;
import java.io.IOException;
import java.nio.file.Files;
import picocli.CommandLine.Command;

/** The command {@code otto config …}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Shows the path of the configuration, and checks it.",
    synopsisSubcommandLabel = "path|check",
    footer = {"", "Examples:", "  otto config check", "  $EDITOR \"$(otto config path)\""})
public final class ConfigCommand {
  private final Terminal terminal;

  public ConfigCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Prints the path of config.jsonc.",
      footer = {"", "Example:", "  $EDITOR \"$(otto config path)\""})
  void path() {
    terminal.out().println(OttoPaths.of(terminal.environment()).config());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Checks config.jsonc as a start does; exits with 78 if it has errors.",
      footer = {"", "Example:", "  otto config check && systemctl restart otto"})
  int check() throws IOException, StartException {
    var path = OttoPaths.of(terminal.environment()).config();
    ConfigResult result = new ConfigFile(path).read(terminal.environment());
    result.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    return switch (result) {
      case ConfigResult.Broken invalid -> {
        invalid.errors().forEach(error -> terminal.err().println("error: " + error));
        yield StartException.BAD_CONFIGURATION;
      }
      case ConfigResult.Valid valid -> {
        Otto.check(valid.config());
        valid.notes().forEach(note -> terminal.err().println("note: " + note));
        String missing = Files.exists(path) ? "" : " (there is no file yet; the defaults apply)";
        terminal.out().println(path + " is fine" + missing);
        yield 0;
      }
    };
  }
}
