package dev.otto.models.prompt;

/** The state of the backend of prompts, as it says itself. */
public sealed interface BackendHealth {

  /**
   * It answers.
   *
   * @param ignoresPassword whether it answers without the password that was given for it, too
   */
  record Up(String version, boolean ignoresPassword) implements BackendHealth {}

  /**
   * It does not answer, or not as it should.
   *
   * @param message one sentence for the operator
   */
  record Down(String message) implements BackendHealth {}
}
