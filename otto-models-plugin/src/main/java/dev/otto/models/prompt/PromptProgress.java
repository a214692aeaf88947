package dev.otto.models.prompt;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of a prompt in flight.
 *
 * @param bill what was spent so far, subagents included; never complete
 * @param waiting empty unless OpenCode waits for a provider
 */
public record PromptProgress(Bill bill, Optional<ProviderWait> waiting) {

  /**
   * OpenCode's wait for a provider that refused or failed.
   *
   * @param attempt the number of the attempt that comes next
   * @param nextAt when it does; empty if OpenCode does not say
   */
  public record ProviderWait(int attempt, Optional<Instant> nextAt) {}
}
