package dev.otto.scheduler.http;

import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import java.util.List;
import java.util.Map;

/**
 * A request that cannot be fulfilled, thrown at the edge and answered by {@link ErrorMap}. The
 * message is one sentence for the caller: what, which value, what to do.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String message;
  private final transient List<FieldError> details;
  private final transient Map<String, String> headers;

  public ApiException(ErrorCode code, String message) {
    this(code, message, List.of(), Map.of());
  }

  public ApiException(
      ErrorCode code, String message, List<FieldError> details, Map<String, String> headers) {
    super(message, null, false, false);
    this.message = message;
    this.code = code;
    this.details = List.copyOf(details);
    this.headers = Map.copyOf(headers);
  }

  /** Something in the request is not as the contract says. */
  public static ApiException invalid(String message) {
    return new ApiException(ErrorCode.INVALID_REQUEST, message);
  }

  /** One field or parameter is wrong. */
  public static ApiException invalid(String path, String message) {
    return invalid(List.of(new FieldError(path, message)));
  }

  /** One field or parameter is wrong in a way that has a code of its own. */
  public static ApiException of(ErrorCode code, String path, String message) {
    return new ApiException(code, message, List.of(new FieldError(path, message)), Map.of());
  }

  /** Each of these is wrong; the sentence names the first, the details name them all. */
  public static ApiException invalid(List<FieldError> details) {
    String more = details.size() == 1 ? "" : " (and " + (details.size() - 1) + " more)";
    return new ApiException(
        ErrorCode.INVALID_REQUEST, details.getFirst().message() + more, details, Map.of());
  }

  public static ApiException notFound(String message) {
    return new ApiException(ErrorCode.NOT_FOUND, message);
  }

  public static ApiException conflict(String message) {
    return new ApiException(ErrorCode.STATE_CONFLICT, message);
  }

  @Override
  public String getMessage() {
    return message;
  }

  public ErrorCode code() {
    return code;
  }

  public List<FieldError> details() {
    return details;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
