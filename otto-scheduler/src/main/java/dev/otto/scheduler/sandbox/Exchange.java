package dev.otto.scheduler.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** One request and its answer, in JSON. */
final class Exchange {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] PAGE = "<!doctype html><title>OpenCode</title>".getBytes(UTF_8);

  private static final Set<String> WITH_IDS = Set.of("session", "permission", "question");

  private final StandInRequest request;
  private final OutputStream out;
  private boolean answered;

  Exchange(StandInRequest request, OutputStream out) {
    this.request = request;
    this.out = out;
  }

  String method() {
    return request.method();
  }

  List<String> path() {
    return request.path();
  }

  /**
   * Returns the route, such as {@code "POST /session/*"}: the method and the path, with a star for
   * each variable part.
   */
  String route() {
    var route = new StringBuilder(method());
    for (int i = 0; i < path().size(); i++) {
      boolean variable = i == 1 && WITH_IDS.contains(path().getFirst());
      route.append(i == 0 ? " /" : "/").append(variable ? "*" : path().get(i));
    }
    return route.toString();
  }

  /** The variable part of the path. */
  String id() {
    return path().get(1);
  }

  boolean hasPassword(String password) {
    String expected = Base64.getEncoder().encodeToString(("opencode:" + password).getBytes(UTF_8));
    return request.header("authorization").equals("Basic " + expected);
  }

  JsonNode body() throws IOException {
    return JSON.readTree(request.body());
  }

  void ok(JsonNode json) throws IOException {
    send(200, bytes(json));
  }

  void ok(boolean value) throws IOException {
    send(200, Boolean.toString(value).getBytes(UTF_8));
  }

  void error(int status, String name, String message) throws IOException {
    ObjectNode error = JsonNodeFactory.instance.objectNode().put("name", name);
    error.putObject("data").put("message", message);
    send(status, bytes(error));
  }

  void page() throws IOException {
    send(200, "text/html; charset=utf-8", PAGE);
  }

  void send(int status, byte[] json) throws IOException {
    send(status, "application/json", json);
  }

  /** Sends the response in one write, so that it takes as few packets as possible. */
  private void send(int status, String type, byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream(body.length + 128);
    bytes.writeBytes(head(status, type, "Content-Length: " + body.length));
    bytes.writeBytes(body);
    answered = true;
    bytes.writeTo(out);
  }

  /** Starts a response without an end: it lasts as long as the connection. */
  OutputStream stream(String type) throws IOException {
    out.write(head(200, type, "Connection: close"));
    return out;
  }

  private static byte[] head(int status, String type, String header) {
    String reason = status == 200 ? " OK" : " Failed";
    String head = "HTTP/1.1 " + status + reason + "\r\nContent-Type: " + type + "\r\n" + header;
    return (head + "\r\n\r\n").getBytes(UTF_8);
  }

  boolean keepsConnection() {
    return answered && !request.header("connection").equalsIgnoreCase("close");
  }

  static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
