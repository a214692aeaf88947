package dev.otto.wire;

import java.util.Locale;

/** Every error code of the contract with the status it comes with. */
public enum ErrorCode {
  INVALID_REQUEST(400),
  UNKNOWN_MODEL(400),
  UNAUTHORIZED(401),
  FORBIDDEN_MUTATION(403),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  STATE_CONFLICT(409),
  BUDGET_SPENT(409),
  PRECONDITION_FAILED(412),
  PAYLOAD_TOO_LARGE(413),
  UNSUPPORTED_MEDIA_TYPE(415),
  UNSUITABLE_MODEL(422),
  TOO_MANY_REQUESTS(429),
  INTERNAL_ERROR(500),
  OPENCODE_UNAVAILABLE(502),
  SERVICE_UNAVAILABLE(503),
  STORAGE_UNAVAILABLE(503);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** Returns the name used in the REST API, such as {@code invalid_request}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the code for a status that Helidon chose by itself. */
  public static ErrorCode ofStatus(int status) {
    for (ErrorCode code : values()) {
      if (code.status == status) {
        return code;
      }
    }
    return status < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
  }
}
