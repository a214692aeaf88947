package dev.otto.jmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** As much of an OpenCode server as a catalog needs, on a free port. */
final class ListedModels implements AutoCloseable {
  private final HttpServer server;
  private volatile Map<String, String> answers = Map.of();

  ListedModels() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** From now on these are its models, all of provider {@code p}; the first is the default. */
  ListedModels offer(String... models) {
    String list = List.of(models).stream().map(ListedModels::entry).collect(joining(","));
    answers =
        Map.of(
            "/global/health", "{\"healthy\":true}",
            "/config", "{\"model\":\"p/" + models[0] + "\"}",
            "/config/providers", "{\"providers\":[{\"id\":\"p\",\"models\":{" + list + "}}]}");
    return this;
  }

  private static String entry(String id) {
    boolean text = !id.startsWith("picture");
    return """
        "%s":{"name":"The %s","limit":{"context":1000},"capabilities":{"output":{"text":%s}}}
        """
        .formatted(id, id, text);
  }

  /** From now on it refuses to say anything. */
  void fail() {
    answers = Map.of();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String answer = answers.get(exchange.getRequestURI().getPath());
    byte[] body = (answer == null ? "{}" : answer).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer == null ? 500 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
