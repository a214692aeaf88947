package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.otto.models.FailureCode;
import dev.otto.models.prompt.PromptResult.Failed;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Optional;

/** OpenCode's routes with JSON in and out, and with failures in Otto's own words. */
final class OpenCodeApi {
  private static final Duration CONTROL_WAIT = Duration.ofSeconds(10);

  /** The size at which texts in answers are cut, other than that of a model's answer. */
  static final int MAX_TEXT = 16 * 1024;

  private final OpenCodeHttp http;
  private final Optional<KeptConnection> kept;

  /** Creates routes on which every call has a connection of its own. */
  OpenCodeApi(OpenCodeHttp http) {
    this(http, Optional.empty());
  }

  private OpenCodeApi(OpenCodeHttp http, Optional<KeptConnection> kept) {
    this.http = http;
    this.kept = kept;
  }

  /** Returns the same routes, for one thread whose calls leave their connection to the next one. */
  OpenCodeApi on(KeptConnection connection) {
    return new OpenCodeApi(http, Optional.of(connection));
  }

  /** Thrown for an answer that reports a failure. */
  static class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failed failed;
    private final int status;

    RefusedException(int status, Failed failed) {
      super(failed.message());
      this.status = status;
      this.failed = failed;
    }

    /** Returns the status of the answer. */
    int status() {
      return status;
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
          404,
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
    return get(path, CONTROL_WAIT);
  }

  JsonValue get(String path, Duration total) throws IOException {
    return read("GET", path, Optional.empty(), Deadline.inTotal(total), MAX_TEXT);
  }

  JsonValue post(String path, byte[] body) throws IOException {
    return post(path, body, Deadline.inTotal(CONTROL_WAIT), MAX_TEXT);
  }

  /** Posts JSON and reads the answer, whose texts are cut at this size. */
  JsonValue post(String path, byte[] body, Deadline deadline, int maxTextBytes) throws IOException {
    return read("POST", path, Optional.of(body), deadline, maxTextBytes);
  }

  /** Sends a request and reports whether OpenCode accepted it. */
  boolean done(String method, String path) {
    try {
      read(method, path, Optional.empty(), Deadline.inTotal(CONTROL_WAIT), MAX_TEXT);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes a call and returns the content of its response, which must have status 200. */
  private JsonValue read(
      String method, String path, Optional<byte[]> body, Deadline deadline, int maxTextBytes)
      throws IOException {
    try (OpenCodeCall call = http.call(method, path, body, deadline, kept)) {
      var response = call.streamShort(maxTextBytes);
      int status = response.status();
      if (status == 404) {
        throw new NotFoundException();
      }
      if (status != 200 || !response.isJson()) {
        throw new RefusedException(status, failed(code(status), complaint(status)));
      }
      return JsonValue.read(response.body());
    } catch (JsonProcessingException e) {
      throw new RefusedException(200, unreadable("with broken JSON"));
    }
  }

  private static String complaint(int status) {
    return switch (status) {
      case 200 -> "with something other than JSON; check the URL";
      case 400 -> "with status 400; correct OpenCode's own configuration and restart it";
      case 401, 403 -> "with status %d: it %s".formatted(status, OpenCodeHttp.REFUSES_PASSWORD);
      default -> "with status %d; see OpenCode's log".formatted(status);
    };
  }

  /** Returns what an answer with this status says, where it is not the one that was expected. */
  static FailureCode code(int status) {
    return switch (status) {
      case 200 -> FailureCode.OPENCODE_BAD_ANSWER;
      case 401, 403 -> FailureCode.OPENCODE_UNAUTHORIZED;
      default -> FailureCode.OPENCODE_UNAVAILABLE;
    };
  }

  Failed unreadable(String how) {
    return failed(FailureCode.OPENCODE_BAD_ANSWER, how);
  }

  private Failed failed(FailureCode code, String how) {
    return new Failed(code, "OpenCode at %s answered %s".formatted(http.address(), how), false);
  }
}
