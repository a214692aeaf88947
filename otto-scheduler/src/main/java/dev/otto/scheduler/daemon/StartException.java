package dev.otto.scheduler.daemon;

import org.jspecify.annotations.Nullable;

/** Otto cannot do what it was told; the message is one sentence for the operator. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** As in BSD's sysexits.h, which service managers and scripts know. */
  static final int UNAVAILABLE = 69;

  /** Not a failure of Otto's, but for {@code Restart=on-failure} not a success either. */
  static final int TRY_AGAIN = 75;

  public static final int BAD_CONFIGURATION = 78;
  public static final int FAILED = 1;

  private final int exitCode;

  public StartException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What other exceptions say about themselves. */
  public static StartException of(Exception cause) {
    String message = cause.getMessage();
    boolean ours = message != null && cause.getClass().getName().startsWith("dev.otto.");
    return new StartException(FAILED, ours ? message + "" : cause.toString(), cause);
  }

  public int exitCode() {
    return exitCode;
  }
}
