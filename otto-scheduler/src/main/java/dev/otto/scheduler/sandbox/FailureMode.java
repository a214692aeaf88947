package dev.otto.scheduler.sandbox;

/** A failure that the stand-in can be told to show, as the real server may. */
public enum FailureMode {
  NONE,
  /** Accepts every request and never answers. */
  SILENT,
  /** Closes every connection without an answer, as a killed server does. */
  DROPS_CONNECTIONS,
  /** Answers 400 to everything but health, as with a broken configuration file. */
  BROKEN_CONFIG,
  /** Answers 200 with a page instead of JSON. */
  ANSWERS_HTML,
  /** Lists a catalog without providers. */
  EMPTY_CATALOG,
  /** Answers 500 without a reason to each prompt, as for an unknown model. */
  REFUSES_PROMPTS,
  /** Answers 200 with a provider's 401 inside. */
  PROVIDER_UNAUTHORIZED,
  /** Answers 200 with a provider's 503 inside. */
  PROVIDER_DOWN,
  /** Returns the answer to another message. */
  ANSWERS_ANOTHER
}
