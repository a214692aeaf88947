package dev.otto.ctl.client;

import com.google.gson.JsonObject;

/**
 * Thrown for an error response, or for none at all. Its message is one sentence for the operator.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int NOT_FOUND = 3;
  public static final int UNAUTHORIZED = 4;
  public static final int CONFLICT = 5;
  public static final int UNREACHABLE = 69;

  private final int exitCode;
  private final transient JsonObject body;

  private ApiException(String message, int exitCode, JsonObject body) {
    super(message);
    this.exitCode = exitCode;
    this.body = body;
  }

  /** Returns the exception for a server's error response. */
  static ApiException answered(int status, JsonObject body) {
    int exitCode =
        switch (status) {
          case 400, 422 -> USAGE;
          case 401 -> UNAUTHORIZED;
          case 404 -> NOT_FOUND;
          case 409, 412 -> CONFLICT;
          case 503 -> UNREACHABLE;
          default -> FAILED;
        };
    var answer = Fields.of(body);
    String message =
        answer
            .find("message")
            .filter(text -> !text.isEmpty())
            .or(() -> answer.find("error"))
            .orElse("Otto answered " + status);
    if (status == 401) {
      message += ". Give the right one with --token-file or OTTO_EXTERNAL_API_TOKEN.";
    }
    if (status == 404) {
      message += "; ottoctl task list shows the tasks there are.";
    }
    return new ApiException(message, exitCode, body);
  }

  /** Returns the same exception with what to do about it behind its message. */
  public ApiException with(String remedy) {
    return new ApiException(getMessage() + remedy, exitCode, body);
  }

  /** Returns the exception if no server answered, or something other than Otto did. */
  public static ApiException unreachable(String message) {
    return of("unreachable", message, UNREACHABLE);
  }

  public static ApiException usage(String message) {
    return of("usage", message, USAGE);
  }

  public static ApiException unauthorized(String message) {
    return of("unauthorized", message, UNAUTHORIZED);
  }

  public static ApiException conflict(String message) {
    return of("state_conflict", message, CONFLICT);
  }

  public static ApiException failed(String message) {
    return of("failed", message, FAILED);
  }

  private static ApiException of(String code, String message, int exitCode) {
    var body = new JsonObject();
    body.addProperty("error", code);
    body.addProperty("message", message);
    return new ApiException(message, exitCode, body);
  }

  /** Reports whether the state was changed since it was read. */
  public boolean isOvertaken() {
    return Fields.of(body).find("error").filter("precondition_failed"::equals).isPresent();
  }

  public int exitCode() {
    return exitCode;
  }

  /** Returns the error for {@code -o json}. */
  public JsonObject body() {
    return body;
  }
}
