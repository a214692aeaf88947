package dev.otto.models.quartz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of an OpenCode server as a catalog needs, on a free port. */
final class TinyOpenCode implements AutoCloseable {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;
  private final AtomicInteger listed = new AtomicInteger();
  private volatile boolean silent;

  TinyOpenCode(String globalDefault, String... models) throws IOException {
    answers.put("/global/health", "{\"healthy\":true}");
    offer(globalDefault, models);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          if (silent && !exchange.getRequestURI().getPath().equals("/global/health")) {
            hanging.countDown();
            awaitClose();
          }
          if (exchange.getRequestURI().getPath().equals("/config/providers")) {
            listed.incrementAndGet();
          }
          byte[] body = answers.get(exchange.getRequestURI().getPath()).getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** From now on these are its models, all of provider {@code p}. */
  void offer(String globalDefault, String... models) {
    String list = List.of(models).stream().map(id -> "\"" + id + "\":{}").collect(joining(","));
    answers.put("/config/providers", "{\"providers\":[{\"id\":\"p\",\"models\":{" + list + "}}]}");
    answers.put("/config", "{\"model\":\"" + globalDefault + "\"}");
  }

  /** From now on it takes requests for models and never answers. */
  CountDownLatch fallSilent() {
    silent = true;
    return hanging;
  }

  int timesListed() {
    return listed.get();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
