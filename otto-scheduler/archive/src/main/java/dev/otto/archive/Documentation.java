package dev.otto.archive;

import dev.otto.ctl.Ottoctl;
import dev.otto.ctl.completion.Shell;
import dev.otto.scheduler.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Man pages and completions of both programs, in the places next to bin/ where man and the shells
 * look for them.
 */
final class Documentation {
  private final Path share;

  private Documentation(Path share) {
    this.share = share;
  }

  static void write(Path share) throws IOException {
    var documentation = new Documentation(share);
    documentation.of(Main.commandLine());
    documentation.of(Ottoctl.commandLine());
  }

  private void of(CommandLine program) throws IOException {
    for (CommandLine command : all(program).toList()) {
      var page = new ManPage(command.getCommandSpec());
      write("man/man1/" + page.name() + ".1", page.text());
    }
    for (Shell shell : Shell.values()) {
      write(scriptOf(shell, program.getCommandName()), shell.script(program.getCommandSpec()));
    }
  }

  private static String scriptOf(Shell shell, String program) {
    return switch (shell) {
      case bash -> "bash-completion/completions/" + program;
      case zsh -> "zsh/site-functions/_" + program;
      case fish -> "fish/vendor_completions.d/" + program + ".fish";
    };
  }

  private static Stream<CommandLine> all(CommandLine command) {
    Stream<CommandLine> below = ManPage.shown(command.getCommandSpec()).flatMap(Documentation::all);
    return Stream.concat(Stream.of(command), below);
  }

  private void write(String name, String text) throws IOException {
    Path file = share.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
