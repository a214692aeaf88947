package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.contract.Contract;
import dev.otto.contract.Contract.Sender;
import dev.otto.contract.Exchange;
import dev.otto.web.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks a server as its clients do, and holds each answer against the contract. */
final class ApiClient implements AutoCloseable {
  static final byte[] TOKEN = "t".getBytes(StandardCharsets.UTF_8);

  private static final Contract CONTRACT = new Contract();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ApiServer server;

  ApiClient(ApiServer server) {
    this.server = server;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path))
        .header("Authorization", "Bearer t")
        .header("Content-Type", "application/json");
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws Exception {
    return http.send(request.build(), handler);
  }

  HttpResponse<byte[]> send(String method, String path, String body) throws Exception {
    return send(request(path).method(method, publisher(body)));
  }

  JsonNode expect(int status, String method, String path, String body) throws Exception {
    var response = send(method, path, body);
    String text = new String(response.body(), StandardCharsets.UTF_8);
    assertEquals(status, response.statusCode(), text);
    String type = response.headers().firstValue("Content-Type").orElse("");
    var exchange = new Exchange(method, path, body, status, type, text);
    assertEquals(List.of(), CONTRACT.complaints(exchange, Sender.ANYBODY));
    return Json.read(response.body(), JsonNode.class);
  }

  JsonNode get(String path) throws Exception {
    return expect(200, "GET", path, "");
  }

  private static HttpRequest.BodyPublisher publisher(String body) {
    return body.isEmpty()
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.ofString(body);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
