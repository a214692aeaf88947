package dev.otto.models.prompt;

/** A session to prompt in, or the reason why there is none. */
public sealed interface SessionResult permits SessionResult.Opened, PromptResult.Failed {

  /** The session exists and is used by nobody else. */
  record Opened(String id) implements SessionResult {}
}
