package dev.otto.models.prompt;

import dev.otto.models.ModelRef;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A prompt for a model.
 *
 * @param agent empty for OpenCode's default agent
 * @param system instructions that go before the text
 * @param tools whether the agent's tools may be used; without them the model can only answer
 * @param permissions the answer to tools that ask for permission
 * @param variant the effort asked of the model
 */
public record Prompt(
    ModelRef model,
    String text,
    Optional<String> agent,
    Optional<String> system,
    boolean tools,
    PermissionPolicy permissions,
    PromptLimits limits,
    Optional<String> variant) {

  /** Creates a prompt that leaves the effort to OpenCode. */
  public Prompt(
      ModelRef model,
      String text,
      Optional<String> agent,
      Optional<String> system,
      boolean tools,
      PermissionPolicy permissions,
      PromptLimits limits) {
    this(model, text, agent, system, tools, permissions, limits, Optional.empty());
  }

  /** Returns the same prompt with this effort asked of the model; null leaves it to OpenCode. */
  public Prompt withVariant(@Nullable String effort) {
    return new Prompt(
        model, text, agent, system, tools, permissions, limits, Optional.ofNullable(effort));
  }

  /** Returns a prompt without tools: text in, text out. */
  public static Prompt withoutTools(ModelRef model, String text, Duration timeout) {
    return new Prompt(
        model,
        text,
        Optional.empty(),
        Optional.empty(),
        false,
        PermissionPolicy.REJECT,
        PromptLimits.of(timeout));
  }
}
