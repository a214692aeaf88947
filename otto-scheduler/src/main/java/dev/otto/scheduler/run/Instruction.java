package dev.otto.scheduler.run;

import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.PermissionRule;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.scheduler.config.OttoConfig;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The prompt of a run with its settings, composed from its job, its profile and the defaults.
 *
 * @param rules the permissions of its tools; empty leaves them to the agent
 * @param permissions the answer where a tool asks
 * @param retry after a failure that may pass
 */
record Instruction(
    String prompt,
    @Nullable String agentName,
    @Nullable String systemText,
    List<PermissionRule> rules,
    PermissionPolicy permissions,
    PromptLimits limits,
    OttoConfig.Retry retry) {

  /** The result of reading an instruction. */
  sealed interface InstructionResult {}

  /** The instruction is complete. */
  record Ready(Instruction instruction) implements InstructionResult {}

  /** There is nothing to prompt with, and the run ends with this error. */
  record InstructionError(String code, String message) implements InstructionResult {}

  Optional<String> agent() {
    return Optional.ofNullable(agentName);
  }

  Optional<String> system() {
    return Optional.ofNullable(systemText);
  }
}
