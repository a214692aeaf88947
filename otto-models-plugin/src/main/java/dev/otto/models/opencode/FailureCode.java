package dev.otto.models.opencode;

import java.util.Locale;

/** Why a call to OpenCode brought nothing, as it is stored with a run. */
public enum FailureCode {
  /** The model's provider, or OpenCode on its behalf, rejected the prompt. */
  PROVIDER_REJECTED,
  /** The provider could not be reached, broke off its answer, or failed itself (5xx). */
  PROVIDER_UNREACHABLE,
  /** The provider does not take the key that OpenCode has for it. */
  PROVIDER_UNAUTHORIZED,
  /** No answer in the time given; the prompt was aborted. */
  TIMEOUT,
  /** Somebody aborted the prompt, or OpenCode re-read its configuration. */
  ABORTED,
  /** OpenCode could not be reached, went away, or answered badly. */
  OPENCODE_UNAVAILABLE,
  /** OpenCode knows the model or the agent no longer; it does not say which. */
  MODEL_UNKNOWN_TO_OPENCODE,
  /** There is no such session. */
  SESSION_UNKNOWN,
  /** What came back answers something else than what was asked. */
  WRONG_ANSWER,
  /** The model answered without a word. */
  EMPTY_ANSWER,
  /** The same, after something it asked for had been refused. */
  PERMISSION_REFUSED;

  private final String key = name().toLowerCase(Locale.ROOT);

  /** As on the wire and in the database: {@code provider_rejected}. */
  public String key() {
    return key;
  }
}
