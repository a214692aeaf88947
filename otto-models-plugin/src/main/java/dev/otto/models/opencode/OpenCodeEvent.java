package dev.otto.models.opencode;

/** What Otto wants to know of what happens in OpenCode. */
public sealed interface OpenCodeEvent {

  /**
   * Otto listens.
   *
   * @param again whether it did before, or tried to, so that OpenCode may have been restarted
   *     meanwhile
   */
  record Connected(boolean again) implements OpenCodeEvent {}

  /** The stream ended, or could not be opened; Otto keeps trying and says so only once. */
  record Disconnected() implements OpenCodeEvent {}

  /** OpenCode re-reads its configuration; prompts in flight were aborted. */
  record Disposed() implements OpenCodeEvent {}

  /** A prompt failed. Why, is in OpenCode's log only. */
  record SessionFailed(String sessionId) implements OpenCodeEvent {}
}
