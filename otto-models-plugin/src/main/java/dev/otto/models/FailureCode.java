package dev.otto.models;

import java.util.Locale;

/** The reason why a call to OpenCode failed, as stored with a run. */
public enum FailureCode {
  /** The model's provider, or OpenCode on its behalf, rejected the prompt. */
  PROVIDER_REJECTED,
  /** The provider could not be reached, broke off its answer, or failed itself (5xx). */
  PROVIDER_UNREACHABLE,
  /** The provider rejects the key that OpenCode has for it. */
  PROVIDER_UNAUTHORIZED,
  /** No answer in the time given; the prompt was aborted. */
  TIMEOUT,
  /** No token of the model in the time given for the first one; the prompt was aborted. */
  FIRST_TOKEN_TIMEOUT,
  /** Nothing happened for the time given; the prompt was aborted. */
  STALLED,
  /** A limit of its steps, tokens or cost was reached; the prompt was aborted. */
  LIMIT_EXCEEDED,
  /** The prompt was aborted, or OpenCode reloaded its configuration. */
  ABORTED,
  /** There was no connection to OpenCode, so nothing was sent. */
  OPENCODE_UNREACHABLE,
  /** OpenCode refuses Otto's password. */
  OPENCODE_UNAUTHORIZED,
  /** OpenCode took a request that is no prompt, and did not answer it in time. */
  OPENCODE_TIMEOUT,
  /** OpenCode closed the connection before it had answered. */
  OPENCODE_BROKE_OFF,
  /** The answer is none that OpenCode gives; the URL may be wrong. */
  OPENCODE_BAD_ANSWER,
  /** OpenCode answered with a status that says it cannot. */
  OPENCODE_UNAVAILABLE,
  /** OpenCode no longer knows the model or the agent; it does not say which. */
  MODEL_UNKNOWN_TO_OPENCODE,
  /** Policy or fence keep out a model that would be used. */
  MODEL_UNAVAILABLE,
  /** A model was used that policy or fence keep out. */
  SERVED_OUTSIDE,
  /** There is no such session. */
  SESSION_UNKNOWN,
  /** The answer belongs to another message than the one sent. */
  WRONG_ANSWER,
  /** The model's answer has no text. */
  EMPTY_ANSWER,
  /** The model's answer has no text, after a request of it had been refused. */
  PERMISSION_REFUSED;

  private final String key = name().toLowerCase(Locale.ROOT);

  /**
   * Returns the name used in the REST API and in the database, such as {@code provider_rejected}.
   */
  public String key() {
    return key;
  }
}
