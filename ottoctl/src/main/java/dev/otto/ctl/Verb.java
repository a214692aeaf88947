package dev.otto.ctl;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What each command needs of the line it stands in: the server, and the way to print. */
abstract class Verb {
  @Spec private CommandSpec spec = CommandSpec.create();

  Ottoctl ottoctl() {
    return Ottoctl.of(spec);
  }

  OttoApi api() {
    return ottoctl().api();
  }

  Output out() {
    return ottoctl().output();
  }

  /** A noun without a verb shows what there is. */
  void showHelp() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
