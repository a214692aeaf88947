package dev.otto.scheduler.run;

import java.util.Optional;
import java.util.function.Consumer;

/** The work of a run, once its fire time is claimed. */
sealed interface Plan {

  /** Ends the run with this outcome. */
  record Over(Outcome outcome) implements Plan {}

  /**
   * Prompts a model.
   *
   * @param deliver gets the answer, or empty where there is none, before the run ends
   */
  record Ask(Instruction instruction, boolean tools, Consumer<Optional<String>> deliver)
      implements Plan {}
}
