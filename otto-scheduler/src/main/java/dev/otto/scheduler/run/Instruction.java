package dev.otto.scheduler.run;

import dev.otto.models.opencode.PermissionPolicy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run is to be prompted with, put together from its job, its profile and the defaults. */
record Instruction(
    String prompt,
    @Nullable String agentName,
    @Nullable String systemText,
    PermissionPolicy permissions,
    Duration timeout) {

  /** Whether there is something to prompt with. */
  sealed interface Read {}

  /** There is. */
  record Ready(Instruction instruction) implements Read {}

  /** There is not, and the run ends with this. */
  record Unusable(String code, String message) implements Read {}

  Optional<String> agent() {
    return Optional.ofNullable(agentName);
  }

  Optional<String> system() {
    return Optional.ofNullable(systemText);
  }
}
