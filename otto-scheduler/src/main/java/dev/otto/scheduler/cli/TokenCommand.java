package dev.otto.scheduler.cli;

import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.config.TokenFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** The command {@code otto token …}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Manages the token of the external API.",
    synopsisSubcommandLabel = "rotate",
    footer = {"", "Example:", "  otto token rotate"})
public final class TokenCommand {
  private final Terminal terminal;

  public TokenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Creates a new token; the old one stops working at once, even for a running Otto.",
      footer = {"", "Example:", "  otto token rotate"})
  void rotate() throws IOException {
    Path path = OttoPaths.of(terminal.environment()).token();
    TokenFile.rotate(path, terminal.environment().random());
    terminal.out().println("A new token is in " + path + "; clients must read it again");
  }
}
