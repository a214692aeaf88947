package dev.otto.scheduler.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.web.Json;
import dev.otto.wire.ErrorCode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request as a handler sees it. */
public final class Call {
  static final int LARGEST_BODY = 1024 * 1024;
  private static final HeaderName CLIENT = HeaderNames.create("X-Otto-Client");
  private static final String TOKEN_HOLDER = "api-token";

  private final ServerRequest request;
  private final Map<String, String> pathParameters;
  private @Nullable Map<String, String> query;

  public Call(ServerRequest request, Map<String, String> pathParameters) {
    this.request = request;
    this.pathParameters = pathParameters;
  }

  public ServerRequest request() {
    return request;
  }

  public String path(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalStateException("The route has no parameter " + name);
    }
    return value;
  }

  public Optional<String> header(HeaderName name) {
    return request.headers().first(name);
  }

  /** A parameter of the query; an empty one counts as absent. */
  public Optional<String> query(String name) {
    if (query == null) {
      query = parse(request.query().rawValue());
    }
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /** A whole number within bounds, or the default where the parameter is absent. */
  public int query(String name, int least, int most, int otherwise) {
    return query(name).map(text -> number(name, text, least, most)).orElse(otherwise);
  }

  public boolean flag(String name) {
    return query(name)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw ApiException.invalid(
                          name, name + " must be true or false, not \"" + text + "\"");
                })
        .orElse(false);
  }

  /** Whether the caller only wants to know what would happen. */
  public boolean dryRun() {
    return flag("dryRun");
  }

  /** Who asks, and through what. */
  public Actor actor() {
    String client = request.headers().first(CLIENT).orElse("").toLowerCase(Locale.ROOT);
    Surface surface =
        client.startsWith("ottoctl")
            ? Surface.CLI
            : client.startsWith("otto-control-plane") || client.startsWith("web")
                ? Surface.WEB
                : Surface.REST;
    return new Actor(TOKEN_HOLDER, surface);
  }

  /** The body, which must be a JSON object; an absent one counts as an empty object. */
  public ObjectNode body() throws IOException {
    byte[] bytes = bytes();
    if (bytes.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (read(bytes) instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.invalid("The body must be a JSON object");
  }

  private static JsonNode read(byte[] body) {
    try {
      return Json.read(body, JsonNode.class);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw ApiException.invalid("The body is not valid JSON" + where + "; send one JSON object");
    } catch (IOException e) {
      throw ApiException.invalid("The body is not valid UTF-8; send one JSON object in UTF-8");
    }
  }

  /** Like {@link #body}, for requests that mean nothing without one. */
  public ObjectNode requiredBody() throws IOException {
    JsonNode body = body();
    if (body.isEmpty() && !hasBody()) {
      throw ApiException.invalid("The body is missing; send a JSON object");
    }
    return (ObjectNode) body;
  }

  /**
   * A DELETE that announces JSON but says neither how long it is nor that it is chunked: what
   * follows the headers is noise, and only closing the connection keeps it from being read as the
   * next request.
   */
  public boolean framingIsDoubtful() {
    return !hasBody() && request.headers().contains(HeaderNames.CONTENT_TYPE);
  }

  private boolean hasBody() {
    return request.content().hasEntity();
  }

  private byte[] bytes() throws IOException {
    if (!hasBody()) {
      return new byte[0];
    }
    byte[] bytes;
    try (InputStream in = request.content().inputStream()) {
      bytes = in.readNBytes(LARGEST_BODY + 1);
    }
    if (bytes.length > LARGEST_BODY) {
      throw new ApiException(
          ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than the allowed 1 MiB");
    }
    if (bytes.length > 0) {
      requireJson();
    }
    return bytes;
  }

  private void requireJson() {
    String type = header(HeaderNames.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
    String essence = type.split(";", 2)[0].strip();
    boolean json = essence.equals("application/json") || essence.endsWith("+json");
    boolean utf8 = !type.contains("charset=") || type.contains("utf-8") || type.contains("utf8");
    if (!json || !utf8) {
      throw new ApiException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "The body must be JSON in UTF-8; send Content-Type: application/json");
    }
  }

  private static int number(String name, String text, int least, int most) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below: wrong text and a number out of bounds are the same mistake to the caller.
    }
    throw ApiException.invalid(
        name,
        name + " must be a whole number from " + least + " to " + most + ", not \"" + text + "\"");
  }

  private static Map<String, String> parse(@Nullable String raw) {
    var parameters = new HashMap<String, String>();
    if (raw == null || raw.isEmpty()) {
      return parameters;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.putIfAbsent(decode(name), decode(value));
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("The query contains an invalid percent encoding: " + text);
    }
  }
}
