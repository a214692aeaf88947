package dev.otto.scheduler.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** One request and its answer, in JSON. */
record Exchange(HttpExchange http, List<String> path) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] PAGE =
      "<!doctype html><title>OpenCode</title>".getBytes(StandardCharsets.UTF_8);

  static Exchange of(HttpExchange http) {
    return new Exchange(http, List.of(http.getRequestURI().getPath().substring(1).split("/", -1)));
  }

  /** {@code "POST /session/*"}: the method and the path, with a star for each variable part. */
  String route() {
    var route = new StringBuilder(http.getRequestMethod());
    for (int i = 0; i < path.size(); i++) {
      route
          .append(i == 0 ? " /" : "/")
          .append(i == 1 && path.getFirst().equals("session") ? "*" : path.get(i));
    }
    return route.toString();
  }

  String sessionId() {
    return path.get(1);
  }

  boolean hasPassword(String password) {
    String expected =
        Base64.getEncoder()
            .encodeToString(("opencode:" + password).getBytes(StandardCharsets.UTF_8));
    return ("Basic " + expected).equals(http.getRequestHeaders().getFirst("Authorization"));
  }

  JsonNode body() throws IOException {
    return JSON.readTree(http.getRequestBody().readAllBytes());
  }

  void ok(JsonNode json) throws IOException {
    send(200, bytes(json));
  }

  void ok(boolean value) throws IOException {
    send(200, Boolean.toString(value).getBytes(StandardCharsets.UTF_8));
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

  private void send(int status, String type, byte[] body) throws IOException {
    http.getResponseHeaders().set("Content-Type", type);
    http.sendResponseHeaders(status, body.length);
    http.getResponseBody().write(body);
  }

  static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
