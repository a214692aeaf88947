package dev.otto.scheduler.notify;

/** The priority of a notification, which decides whether it may break into quiet hours. */
public enum Priority {
  /** Waits until quiet hours and mute are over. */
  NORMAL("normal"),
  /** Goes out at any time. */
  CRITICAL("critical");

  private final String key;

  Priority(String key) {
    this.key = key;
  }

  /** Returns the name used in the database and in the webhook's message. */
  public String key() {
    return key;
  }

  static Priority parse(String key) {
    return key.equals(CRITICAL.key) ? CRITICAL : NORMAL;
  }
}
