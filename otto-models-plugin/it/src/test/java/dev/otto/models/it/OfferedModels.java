package dev.otto.models.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An OpenCode server for as far as the plugin asks it; its models are of provider {@code p}. */
final class OfferedModels implements AutoCloseable {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  OfferedModels(String... models) throws IOException {
    answers.put("/global/health", "{\"healthy\":true}");
    answers.put("/config", "{\"model\":\"p/" + models[0] + "\"}");
    offer(models);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = answers.get(exchange.getRequestURI().getPath()).getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  void offer(String... models) {
    String list = List.of(models).stream().map(id -> "\"" + id + "\":{}").collect(joining(","));
    answers.put("/config/providers", "{\"providers\":[{\"id\":\"p\",\"models\":{" + list + "}}]}");
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
