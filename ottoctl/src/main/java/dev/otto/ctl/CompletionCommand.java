package dev.otto.ctl;

import picocli.AutoComplete;

/** {@code completion}: the script that a shell loads. */
final class CompletionCommand extends Verb {

  /** The shells that are known. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  private final Argument<Shell> shell = place(Shell.class, "SHELL", "${COMPLETION-CANDIDATES}");

  CompletionCommand() {
    super(
        "Prints the completion script of a shell.",
        "source <(ottoctl completion bash)",
        "ottoctl completion fish > ~/.config/fish/completions/ottoctl.fish");
  }

  @Override
  public Integer call() {
    var root = spec().root();
    var out = spec().commandLine().getOut();
    out.print(
        switch (shell.value()) {
          // The script for bash turns on zsh's own emulation where it finds itself in a zsh.
          case bash, zsh -> AutoComplete.bash("ottoctl", root.commandLine());
          case fish -> FishCompletion.of(root);
        });
    out.flush();
    return 0;
  }
}
