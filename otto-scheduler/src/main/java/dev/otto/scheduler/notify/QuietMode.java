package dev.otto.scheduler.notify;

import java.util.Arrays;
import java.util.Optional;

/** The effect of quiet hours. */
public enum QuietMode {
  /** Only critical notifications are sent; the others wait. The default. */
  CRITICAL_ONLY("critical_only"),
  /** Quiet hours are switched off: everything is sent. */
  OFF("off");

  private final String key;

  QuietMode(String key) {
    this.key = key;
  }

  /** Returns the name used in the REST API and in the database. */
  public String key() {
    return key;
  }

  /** Returns the mode with this key; empty if there is none. */
  public static Optional<QuietMode> parse(String key) {
    return Arrays.stream(values()).filter(mode -> mode.key.equals(key)).findFirst();
  }
}
