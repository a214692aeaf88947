package dev.otto.scheduler.run;

import java.util.Optional;
import java.util.function.Consumer;

/** What a run has to do, once its fire time is claimed. */
sealed interface Plan {

  /** Nothing but to end so. */
  record Over(Outcome outcome) implements Plan {}

  /**
   * Prompt.
   *
   * @param deliver gets the answer, or empty where there is none, before the run ends
   */
  record Ask(Instruction instruction, boolean tools, Consumer<Optional<String>> deliver)
      implements Plan {}
}
