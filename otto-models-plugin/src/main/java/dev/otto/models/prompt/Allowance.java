package dev.otto.models.prompt;

import java.util.Optional;

/**
 * The limit that a prompt shares with others, such as a budget. It is asked after each step, on the
 * thread of the events, and must not wait.
 */
@FunctionalInterface
public interface Allowance {
  /** The limit of a prompt that shares none. */
  Allowance UNLIMITED = bill -> Optional.empty();

  /**
   * Takes note of what the prompt has spent so far.
   *
   * @return what that exceeds, in words that go on after "The prompt took"; empty if nothing
   */
  Optional<String> exceededBy(Bill bill);
}
