package dev.otto.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.otto.contract.Contract;
import dev.otto.contract.Contract.Sender;
import dev.otto.contract.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between the command line and the server, and holds what passes against the contract. */
final class WireTap implements AutoCloseable {
  private static final Contract CONTRACT = new Contract();
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade", "expect");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String target;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final AtomicReference<Runnable> beforePatch = new AtomicReference<>(() -> {});

  WireTap(String target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Does this once, when the next change has been sent and the server has not seen it. */
  void beforePatch(Runnable action) {
    beforePatch.set(action);
  }

  /** Everything that was not as the document says. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] sent = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestMethod().equals("PATCH")) {
        beforePatch.getAndSet(() -> {}).run();
      }
      var answer = http.send(forwarded(exchange, sent), BodyHandlers.ofInputStream());
      if (type(answer).startsWith("text/event-stream")) {
        stream(exchange, answer);
      } else {
        copy(exchange, sent, answer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest forwarded(HttpExchange exchange, byte[] sent) {
    var request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request
        .method(
            exchange.getRequestMethod(),
            sent.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(sent))
        .build();
  }

  private void copy(HttpExchange exchange, byte[] sent, HttpResponse<InputStream> answer)
      throws IOException {
    byte[] body = answer.body().readAllBytes();
    complaints.addAll(
        CONTRACT.complaints(
            new Exchange(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                new String(sent, UTF_8),
                answer.statusCode(),
                type(answer),
                new String(body, UTF_8)),
            Sender.OURS));
    headers(exchange.getResponseHeaders(), answer);
    exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Each line at once, as it comes. */
  private static void stream(HttpExchange exchange, HttpResponse<InputStream> answer)
      throws IOException {
    headers(exchange.getResponseHeaders(), answer);
    exchange.sendResponseHeaders(answer.statusCode(), 0);
    var buffer = new byte[8192];
    try (var in = answer.body();
        var out = exchange.getResponseBody()) {
      for (int read; (read = in.read(buffer)) >= 0; ) {
        out.write(buffer, 0, read);
        out.flush();
      }
    }
  }

  private static void headers(Headers to, HttpResponse<?> from) {
    from.headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                to.put(name, values);
              }
            });
  }

  private static String type(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
    http.close();
    threads.shutdownNow();
  }
}
