package dev.otto.scheduler.http;

import dev.otto.scheduler.database.DatabaseException;
import dev.otto.web.Json;
import dev.otto.wire.ErrorAnswer;
import dev.otto.wire.ErrorCode;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns what went wrong into an answer. */
final class ErrorMap {
  private static final String MISTAKE = "Internal error";
  private static final Logger log = LoggerFactory.getLogger(ErrorMap.class);

  private ErrorMap() {}

  static void register(HttpRouting.Builder routing) {
    routing.error(ApiException.class, ErrorMap::refuse);
    routing.error(HttpException.class, ErrorMap::refuseByServer);
    routing.error(Throwable.class, ErrorMap::fail);
  }

  /** What Helidon answers by itself, before there is a route: a request it cannot read. */
  static DirectHandlers directHandlers() {
    var handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, ErrorMap::refuseUnread);
    }
    return handlers.build();
  }

  private static void refuse(ServerRequest request, ServerResponse response, ApiException e) {
    e.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (e.code() == ErrorCode.PAYLOAD_TOO_LARGE) {
      response.header(HeaderNames.CONNECTION, "close");
    }
    send(
        request,
        response,
        e.code(),
        new ErrorAnswer(
            e.code().key(), e.getMessage(), e.details().isEmpty() ? null : e.details()));
  }

  private static void refuseByServer(
      ServerRequest request, ServerResponse response, HttpException e) {
    ErrorCode code = ErrorCode.ofStatus(e.status().code());
    if (code == ErrorCode.INTERNAL_ERROR) {
      fail(request, response, e);
    } else {
      send(request, response, code, body(code, sentence(code)));
    }
  }

  private static void fail(ServerRequest request, ServerResponse response, Throwable e) {
    if (isOfTheConnection(e) || isBrokenBody(e)) {
      response.header(HeaderNames.CONNECTION, "close");
      ErrorCode code = ErrorCode.INVALID_REQUEST;
      send(request, response, code, body(code, sentence(code)));
      return;
    }
    String correlation = UUID.randomUUID().toString();
    log.error("Request failed, correlation id {}", correlation, e);
    ErrorCode code = ErrorCode.INTERNAL_ERROR;
    send(
        request,
        response,
        code,
        body(code, what(e) + ". Search Otto's log for " + correlation + "."));
  }

  private static String what(Throwable e) {
    if (!(e instanceof DatabaseException refused)) {
      return MISTAKE;
    }
    return switch (refused.reason()) {
      case FULL -> "The disk is full: nothing was stored; free some space first";
      case LOCKED, UNREADABLE ->
          "The database rejected the write: nothing was stored; see the system's status for the"
              + " reason";
      case CONSTRAINT, NEWER_SCHEMA, EARLIER_OTTO, CLOSED, OTHER -> MISTAKE;
    };
  }

  /** The client is gone, or sends too slowly. */
  private static boolean isOfTheConnection(Throwable e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    return cause instanceof SocketException
        || cause instanceof SocketTimeoutException
        || e instanceof DataReader.InsufficientDataAvailableException;
  }

  /** Helidon reports a chunk or a length it cannot read as one of these. */
  private static boolean isBrokenBody(Throwable e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if (frame.getClassName().contains("Http1Connection")
          && frame.getMethodName().startsWith("read")) {
        return true;
      }
    }
    return false;
  }

  private static void send(
      ServerRequest request, ServerResponse response, ErrorCode code, ErrorAnswer body) {
    response.status(Status.create(code.status()));
    if (request.prologue().method().text().equals("HEAD")) {
      response.send();
    } else {
      response.header(HeaderNames.CONTENT_TYPE, Answer.JSON_TYPE).send(Json.bytes(body));
    }
    Served.closeWhenSaid(response);
  }

  private static DirectHandler.TransportResponse refuseUnread(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    // Our own mistakes are told by fail; what Helidon calls one here is a request it stumbled over.
    ErrorCode code =
        type == DirectHandler.EventType.INTERNAL_ERROR
            ? ErrorCode.INVALID_REQUEST
            : ErrorCode.ofStatus(status.code());
    headers.set(HeaderNames.CONTENT_TYPE, Answer.JSON_TYPE);
    return DirectHandler.TransportResponse.builder()
        .status(Status.create(code.status()))
        .headers(headers)
        .keepAlive(false)
        .entity(Json.bytes(body(code, sentence(code))))
        .build();
  }

  private static String sentence(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> "There is nothing at this path; see /openapi for what this server offers";
      case PAYLOAD_TOO_LARGE -> "The body is larger than the allowed 1 MiB";
      case SERVICE_UNAVAILABLE -> "Otto is busy or not ready; try again in a moment";
      case INTERNAL_ERROR -> "Internal error; see Otto's log";
      default -> "The request cannot be read; check its path, headers and body";
    };
  }

  private static ErrorAnswer body(ErrorCode code, String message) {
    return new ErrorAnswer(code.key(), message, null);
  }
}
