package dev.otto.ctl.completion;

import picocli.CommandLine.Model.CommandSpec;

/** The shells with a completion script, named as people type them. */
public enum Shell {
  bash,
  zsh,
  fish;

  /**
   * Returns the completion script of a program.
   *
   * @param program its topmost command
   */
  public String script(CommandSpec program) {
    var command = new Command(program);
    return switch (this) {
      case bash -> BashScript.of(command);
      case zsh -> ZshScript.of(command);
      case fish -> FishScript.of(command);
    };
  }
}
