package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.models.opencode.PromptResult.Failed;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Optional;

/** OpenCode's routes with JSON in and out, and with failures in Otto's own words. */
final class OpenCodeApi {
  private static final Duration CONTROL_WAIT = Duration.ofSeconds(10);

  private final OpenCodeHttp http;

  OpenCodeApi(OpenCodeHttp http) {
    this.http = http;
  }

  /** Thrown for an answer that reports a failure. */
  static class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failed failed;

    RefusedException(Failed failed) {
      super(failed.message());
      this.failed = failed;
    }

    Failed failed() {
      return failed;
    }
  }

  /** Thrown if the requested object does not exist, or no longer. */
  static final class NotFoundException extends RefusedException {
    private static final long serialVersionUID = 1L;

    NotFoundException() {
      super(
          new Failed(
              FailureCode.SESSION_UNKNOWN, "OpenCode has no such session (any more)", false));
    }
  }

  static String session(String id) {
    return "/session/" + encoded(id);
  }

  static String encoded(String id) {
    return URLEncoder.encode(id, UTF_8);
  }

  JsonValue get(String path) throws IOException {
    return json(send("GET", path, Optional.empty(), CONTROL_WAIT));
  }

  JsonValue get(String path, Duration total) throws IOException {
    return json(send("GET", path, Optional.empty(), total));
  }

  JsonValue post(String path, byte[] body) throws IOException {
    return json(send("POST", path, Optional.of(body), CONTROL_WAIT));
  }

  /** Sends a request and reports whether OpenCode accepted it. */
  boolean done(String method, String path) {
    try {
      json(send(method, path, Optional.empty(), CONTROL_WAIT));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  OpenCodeHttp.Response send(String method, String path, Optional<byte[]> body, Duration total)
      throws OpenCodeCallException {
    return http.request(method, path, body, total);
  }

  /** Returns the content of a response with status 200. */
  JsonValue json(OpenCodeHttp.Response response) throws RefusedException {
    if (response.status() == 404) {
      throw new NotFoundException();
    }
    if (response.status() != 200 || !response.isJson()) {
      throw new RefusedException(unreadable(complaint(response)));
    }
    try {
      return JsonValue.read(response.body());
    } catch (IOException e) {
      throw new RefusedException(unreadable("with broken JSON"));
    }
  }

  private static String complaint(OpenCodeHttp.Response response) {
    return switch (response.status()) {
      case 200 -> "with something other than JSON; check the URL";
      case 400 -> "with status 400; correct OpenCode's own configuration and restart it";
      case 401, 403 ->
          "with status %d; check the user and password given for OpenCode"
              .formatted(response.status());
      default -> "with status %d; see OpenCode's log".formatted(response.status());
    };
  }

  Failed unreadable(String how) {
    return new Failed(
        FailureCode.OPENCODE_UNAVAILABLE,
        "OpenCode at %s answered %s".formatted(http.address(), how),
        false);
  }
}
