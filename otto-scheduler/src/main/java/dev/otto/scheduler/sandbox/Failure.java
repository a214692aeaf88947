package dev.otto.scheduler.sandbox;

/** The ways in which the stand-in can be told to go wrong, as the real server does. */
public enum Failure {
  NONE,
  /** Takes every request and never answers. */
  SILENT,
  /** Closes every connection without an answer, as one that was killed. */
  DROPS_CONNECTIONS,
  /** 400 on everything but health: a broken configuration file. */
  BROKEN_CONFIG,
  /** 200 with a page instead of JSON. */
  ANSWERS_HTML,
  /** A catalog without providers. */
  EMPTY_CATALOG,
  /** 500 without a reason on each prompt, as for a model it does not know. */
  REFUSES_PROMPTS,
  /** 200 with a provider's 401 inside. */
  PROVIDER_UNAUTHORIZED,
  /** 200 with a provider's 503 inside. */
  PROVIDER_DOWN,
  /** An answer to another message. */
  ANSWERS_ANOTHER
}
