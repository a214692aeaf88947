package dev.otto.scheduler.notify;

import java.util.Arrays;
import java.util.Optional;

/** What quiet hours do. */
public enum QuietMode {
  /** Only critical notifications go out; the others wait. What an unset mode means. */
  CRITICAL_ONLY("critical_only"),
  /** Quiet hours are switched off: everything goes out. */
  OFF("off");

  private final String key;

  QuietMode(String key) {
    this.key = key;
  }

  /** As on the wire and in the table. */
  public String key() {
    return key;
  }

  /** The mode with this key; empty if there is none. */
  public static Optional<QuietMode> parse(String key) {
    return Arrays.stream(values()).filter(mode -> mode.key.equals(key)).findFirst();
  }
}
