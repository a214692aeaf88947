package dev.otto.scheduler.job;

import java.util.Locale;

/** The way in which a job ended. */
public enum TerminalState {
  /** A one-shot that had its run. */
  COMPLETED,
  /** A one-shot that was overdue for too long. */
  EXPIRED,
  /** A deleted job. */
  CANCELLED;

  /** Returns the name used in the REST API and in the database. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TerminalState ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
