package dev.otto.models.opencode;

import dev.otto.models.FailureCode;
import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Thrown when a call to OpenCode brought no complete response. The message names the address, what
 * happened and what to do; it contains neither credentials nor anything the server wrote.
 */
public final class OpenCodeCallException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The reason, for callers that treat the cases differently. */
  public enum CallFailure {
    /** No connection: nothing was sent, so the call may be repeated. */
    UNREACHABLE,
    /** The time for the call is over. */
    TIMEOUT,
    /** {@link OpenCodeCall#cancel} was called, or the thread interrupted. */
    CANCELLED,
    /** The connection ended before the response did. */
    BROKEN_OFF,
    /** The answer is larger than Otto reads. */
    TOO_LARGE,
    /** The server does not speak HTTP as OpenCode does. */
    NOT_OPENCODE
  }

  private final CallFailure reason;

  OpenCodeCallException(CallFailure reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  OpenCodeCallException(CallFailure reason, String message) {
    super(message);
    this.reason = reason;
  }

  public CallFailure reason() {
    return reason;
  }

  /**
   * Reports whether time ran out, before or after there was a connection: a busy machine does that,
   * and a server that starts, so it is worth another try.
   */
  boolean wasLate() {
    return reason == CallFailure.TIMEOUT || getCause() instanceof SocketTimeoutException;
  }

  /** Returns the reason as it is stored and told. */
  FailureCode code() {
    return switch (reason) {
      case UNREACHABLE -> FailureCode.OPENCODE_UNREACHABLE;
      case TIMEOUT -> FailureCode.OPENCODE_TIMEOUT;
      case CANCELLED -> FailureCode.ABORTED;
      case BROKEN_OFF -> FailureCode.OPENCODE_BROKE_OFF;
      case TOO_LARGE, NOT_OPENCODE -> FailureCode.OPENCODE_BAD_ANSWER;
    };
  }
}
