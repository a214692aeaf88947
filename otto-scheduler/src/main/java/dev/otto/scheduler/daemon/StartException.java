package dev.otto.scheduler.daemon;

import org.jspecify.annotations.Nullable;

/** Thrown when Otto cannot start; the message is one sentence for the operator. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The exit code of BSD's sysexits.h, known to service managers and scripts. */
  static final int UNAVAILABLE = 69;

  /**
   * The exit code for a temporary failure, which {@code Restart=on-failure} must not take for a
   * success.
   */
  static final int TRY_AGAIN = 75;

  public static final int BAD_CONFIGURATION = 78;
  public static final int FAILED = 1;

  private final int exitCode;

  public StartException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Returns the exception that explains another one. */
  public static StartException of(Exception cause) {
    String message = cause.getMessage();
    boolean ours = message != null && cause.getClass().getName().startsWith("dev.otto.");
    return new StartException(FAILED, ours ? message + "" : cause.toString(), cause);
  }

  public int exitCode() {
    return exitCode;
  }
}
