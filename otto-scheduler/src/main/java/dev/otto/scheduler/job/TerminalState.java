package dev.otto.scheduler.job;

import java.util.Locale;

/** How a job came to its end. */
public enum TerminalState {
  /** A one-shot that had its run. */
  COMPLETED,
  /** A one-shot that was overdue for too long. */
  EXPIRED,
  /** Somebody deleted it. */
  CANCELLED;

  /** As on the wire and in the table. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TerminalState ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
