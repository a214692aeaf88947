package dev.otto.scheduler.opencode;

import dev.otto.models.ModelRef;
import java.time.Duration;
import java.util.Optional;

/**
 * What is asked of a model.
 *
 * @param agent empty for OpenCode's default agent
 * @param system instructions that go before the text
 * @param tools whether the agent's tools may be used; without them the model can only answer
 * @param timeout from sending it to the last byte of the answer
 */
public record Prompt(
    String sessionId,
    ModelRef model,
    String text,
    Optional<String> agent,
    Optional<String> system,
    boolean tools,
    Duration timeout) {

  /** Text in, text out. */
  public static Prompt withoutTools(
      String sessionId, ModelRef model, String text, Duration timeout) {
    return new Prompt(sessionId, model, text, Optional.empty(), Optional.empty(), false, timeout);
  }
}
