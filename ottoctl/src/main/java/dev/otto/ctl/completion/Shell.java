package dev.otto.ctl.completion;

import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** The shells for which there is a completion; named as people type them. */
public enum Shell {
  bash(BashScript::of),
  zsh(ZshScript::of),
  fish(FishScript::of);

  private final Function<Command, String> writer;

  Shell(Function<Command, String> writer) {
    this.writer = writer;
  }

  /**
   * Returns the completion script of a program.
   *
   * @param program its topmost command
   */
  public String script(CommandSpec program) {
    return writer.apply(new Command(program));
  }
}
