package dev.otto.web;

import dev.otto.wire.ErrorCode;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HttpException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells requests that Helidon cannot read from defects of ours. */
final class Unreadable {
  private static final Map<String, String> CLOSE = Map.of("Connection", "close");

  private Unreadable() {}

  /** Returns the refusal that fits what was thrown; empty for a defect. */
  static Optional<ApiException> refusal(Throwable thrown) {
    if (thrown instanceof HttpException refused) {
      ErrorCode code = ErrorCode.ofStatus(refused.status().code());
      return code == ErrorCode.INTERNAL_ERROR ? Optional.empty() : Optional.of(refusal(code));
    }
    return isOfTheConnection(thrown) || isBrokenBody(thrown)
        ? Optional.of(
            new ApiException(
                ErrorCode.INVALID_REQUEST, sentence(ErrorCode.INVALID_REQUEST), List.of(), CLOSE))
        : Optional.empty();
  }

  /** Returns the refusal with a sentence that fits this code. */
  static ApiException refusal(ErrorCode code) {
    return new ApiException(code, sentence(code));
  }

  private static String sentence(ErrorCode code) {
    return switch (code) {
      case PAYLOAD_TOO_LARGE -> "The body is larger than the allowed 1 MiB";
      case SERVICE_UNAVAILABLE -> "Otto is busy or not ready; try again in a moment";
      default -> "The request cannot be read; check its path, headers and body";
    };
  }

  /** Reports whether the client is gone, or sends too slowly. */
  private static boolean isOfTheConnection(Throwable e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    return cause instanceof SocketException
        || cause instanceof SocketTimeoutException
        || e instanceof DataReader.InsufficientDataAvailableException;
  }

  /** Reports whether Helidon threw it while reading a chunk or a length. */
  private static boolean isBrokenBody(Throwable e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if (frame.getClassName().contains("Http1Connection")
          && frame.getMethodName().startsWith("read")) {
        return true;
      }
    }
    return false;
  }
}
