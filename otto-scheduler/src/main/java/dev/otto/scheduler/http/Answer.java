package dev.otto.scheduler.http;

import dev.otto.web.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

/** What a handler gives back: it knows how to send itself. */
@FunctionalInterface
public interface Answer {
  String JSON_TYPE = "application/json; charset=utf-8";

  public void send(ServerResponse response);

  public static Answer ok(Object body) {
    return json(200, body);
  }

  /** The bytes are made here, so that a body that cannot be written is still a clean 500. */
  public static Answer json(int status, Object body) {
    return bytes(status, JSON_TYPE, Json.bytes(body));
  }

  public static Answer bytes(int status, String contentType, byte[] body) {
    return response ->
        response
            .status(Status.create(status))
            .header(HeaderNames.CONTENT_TYPE, contentType)
            .send(body);
  }

  /** The same answer with one header more. */
  public default Answer with(String header, String value) {
    return response -> {
      response.header(HeaderNames.create(header), value);
      send(response);
    };
  }
}
