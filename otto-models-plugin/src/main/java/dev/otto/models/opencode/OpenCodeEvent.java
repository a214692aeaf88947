package dev.otto.models.opencode;

/** An event in OpenCode that concerns Otto. */
public sealed interface OpenCodeEvent {

  /**
   * Otto listens to events.
   *
   * @param again whether it did before, or tried to, so that OpenCode may have been restarted in
   *     between
   */
  record Connected(boolean again) implements OpenCodeEvent {}

  /** The stream ended, or could not be opened; Otto keeps trying and says so only once. */
  record Disconnected() implements OpenCodeEvent {}

  /** OpenCode re-reads its configuration; prompts in flight were aborted. */
  record Disposed() implements OpenCodeEvent {}

  /** A prompt failed; the reason is only in OpenCode's log. */
  record SessionFailed(String sessionId) implements OpenCodeEvent {}
}
