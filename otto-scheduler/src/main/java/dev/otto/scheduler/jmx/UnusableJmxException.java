package dev.otto.scheduler.jmx;

import org.jspecify.annotations.Nullable;

/** Thrown when remote JMX must not be opened as configured; the message says how to fix it. */
public final class UnusableJmxException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableJmxException(String message) {
    this(message, null);
  }

  UnusableJmxException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
