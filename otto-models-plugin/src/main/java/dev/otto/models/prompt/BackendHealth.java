package dev.otto.models.prompt;

/** The state of the backend of prompts, as it says itself. */
public sealed interface BackendHealth {

  /**
   * It answers.
   *
   * @param ignoresPassword whether it answers without the password that was given for it, too
   */
  record Up(String version, boolean ignoresPassword) implements BackendHealth {
    private static final String IGNORES_PASSWORD =
        ", which answers without the password that Otto has for it: whoever reaches it may use it;"
            + " start it with OPENCODE_SERVER_PASSWORD, and update it if it is that old";

    /** Returns the version, and what is wrong. */
    public String description() {
      return "version " + version + (ignoresPassword ? IGNORES_PASSWORD : "");
    }
  }

  /**
   * It does not answer, or not as it should.
   *
   * @param message one sentence for the operator
   */
  record Down(String message) implements BackendHealth {}
}
