package dev.otto.models.opencode;

/** A session to prompt in, or why there is none. */
public sealed interface SessionResult permits SessionResult.Opened, PromptResult.Failed {

  /** It is there, and nobody else uses it. */
  record Opened(String id) implements SessionResult {}
}
