package dev.otto.scheduler.jmx;

import org.jspecify.annotations.Nullable;

/** Remote JMX may not be opened as it is configured; the message says how to mend it. */
public final class UnusableJmxException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableJmxException(String message) {
    this(message, null);
  }

  UnusableJmxException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
