package dev.otto.ctl;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: the script that a shell loads. */
@Command(
    name = "completion",
    description = "Prints the completion script of a shell.",
    footer = {
      "",
      "Examples:",
      "  source <(ottoctl completion bash)",
      "  ottoctl completion fish > ~/.config/fish/completions/ottoctl.fish"
    })
final class CompletionCommand implements Callable<Integer> {

  /** The shells that are known. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    out.print(
        switch (shell) {
          // The script for bash turns on zsh's own emulation where it finds itself in a zsh.
          case bash, zsh -> AutoComplete.bash("ottoctl", spec.root().commandLine());
          case fish -> FishCompletion.of(spec.root());
        });
    out.flush();
    return 0;
  }
}
