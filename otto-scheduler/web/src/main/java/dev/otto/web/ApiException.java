package dev.otto.web;

import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A request that is not fulfilled, thrown where that shows and answered in one place. The message
 * is one sentence for the caller: what, which value, what to do.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<FieldError> details;
  private final transient Map<String, String> headers;

  public ApiException(ErrorCode code, String message) {
    this(code, message, List.of(), Map.of());
  }

  /**
   * @param details the fields that are wrong
   * @param headers sent along with the answer
   */
  public ApiException(
      ErrorCode code, String message, List<FieldError> details, Map<String, String> headers) {
    super(message, null, false, false);
    this.code = code;
    this.details = List.copyOf(details);
    this.headers = Map.copyOf(headers);
  }

  /** Returns the refusal of a request that breaks the contract. */
  public static ApiException invalid(String message) {
    return new ApiException(ErrorCode.INVALID_REQUEST, message);
  }

  /** Returns the refusal of one wrong field or parameter. */
  public static ApiException invalid(String path, String message) {
    return of(ErrorCode.INVALID_REQUEST, path, message);
  }

  /** Returns the refusal of one wrong field or parameter with a code of its own. */
  public static ApiException of(ErrorCode code, String path, String message) {
    return new ApiException(code, message, List.of(new FieldError(path, message)), Map.of());
  }

  /** Returns the refusal of several; the message names the first, the details name them all. */
  public static ApiException invalid(List<FieldError> details) {
    String more = details.size() == 1 ? "" : " (and " + (details.size() - 1) + " more)";
    return new ApiException(
        ErrorCode.INVALID_REQUEST, details.getFirst().message() + more, details, Map.of());
  }

  /** Returns the refusal of a name that does not exist. */
  public static ApiException notFound(String message) {
    return new ApiException(ErrorCode.NOT_FOUND, message);
  }

  /**
   * Returns the failure of a call to OpenCode.
   *
   * @param cause the code of what OpenCode did, as runs have it
   */
  public static ApiException opencode(String cause, String message) {
    return new ApiException(
        ErrorCode.OPENCODE_UNAVAILABLE, message, List.of(new FieldError("cause", cause)), Map.of());
  }

  /** Returns the refusal of something that is not possible in the current state. */
  public static ApiException conflict(String message) {
    return new ApiException(ErrorCode.STATE_CONFLICT, message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
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
