package dev.otto.archive;

import dev.otto.ctl.FishCompletion;
import dev.otto.ctl.Ottoctl;
import dev.otto.scheduler.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.AutoComplete;
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
    String name = program.getCommandName();
    String bash = AutoComplete.bash(name, program);
    write("bash-completion/completions/" + name, bash);
    // The same script turns on zsh's emulation of bash; the first line tells zsh whose it is.
    write("zsh/site-functions/_" + name, "#compdef " + name + "\n" + bash);
    write(
        "fish/vendor_completions.d/" + name + ".fish", FishCompletion.of(program.getCommandSpec()));
  }

  private static Stream<CommandLine> all(CommandLine command) {
    Stream<CommandLine> below =
        command.getSubcommands().values().stream().distinct().flatMap(Documentation::all);
    return Stream.concat(Stream.of(command), below);
  }

  private void write(String name, String text) throws IOException {
    Path file = share.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
