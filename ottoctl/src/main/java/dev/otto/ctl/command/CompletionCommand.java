package dev.otto.ctl.command;

import dev.otto.ctl.completion.Shell;

/** The command {@code completion}: the script that a shell loads. */
final class CompletionCommand extends Verb {
  private final Argument<Shell> shell = place(Shell.class, "SHELL", "${COMPLETION-CANDIDATES}");

  CompletionCommand() {
    super(
        "Prints the completion script of a shell.",
        "source <(ottoctl completion bash)",
        "source <(ottoctl completion zsh)",
        "ottoctl completion fish > ~/.config/fish/completions/ottoctl.fish");
  }

  @Override
  public Integer call() {
    var out = spec().commandLine().getOut();
    out.print(shell.value().script(spec().root()));
    out.flush();
    return 0;
  }
}
