package dev.otto.models.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * As much of an OpenCode server as a catalog needs, on a free port. Its models are of provider
 * {@code p} unless another is named, and put out text unless their names begin with {@code
 * picture}.
 */
public final class OfferedModels implements AutoCloseable {
  private static final String HEALTH = "/global/health";
  private static final String PROVIDERS = "/config/providers";

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, String> providers = new ConcurrentSkipListMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger listed = new AtomicInteger();
  private final HttpServer server;
  private volatile boolean failing;
  private volatile boolean silent;
  private volatile String authorization = "";

  /** Starts it with these models, of which the first is the global default. */
  public OfferedModels(String... models) throws IOException {
    answers.put(HEALTH, "{\"healthy\":true}");
    answers.put("/provider", "{\"all\":[],\"connected\":[\"p\"]}");
    offer(models).globalDefault("p/" + models[0]);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    // A thread is only spent where one may hang: some tests count those that are left.
    server.setExecutor(answer -> (silent ? threads : (Executor) Runnable::run).execute(answer));
    server.createContext("/", this::answer);
    server.start();
  }

  /** From now on these are its models, also if it failed before; the global default stays. */
  public OfferedModels offer(String... models) {
    return offerOf("p", models);
  }

  /** From now on these are the models of a provider, also if it failed before. */
  public OfferedModels offerOf(String provider, String... models) {
    String list = Stream.of(models).map(OfferedModels::entry).collect(joining(","));
    providers.put(provider, "{\"id\":\"" + provider + "\",\"models\":{" + list + "}}");
    answers.put(PROVIDERS, "{\"providers\":[" + String.join(",", providers.values()) + "]}");
    failing = false;
    return this;
  }

  private static String entry(String id) {
    return String.format(
        "\"%s\":{\"name\":\"The %s\",\"limit\":{\"context\":1000},"
            + "\"capabilities\":{\"output\":{\"text\":%s}}}",
        id, id, !id.startsWith("picture"));
  }

  /** From now on this is the global default; none where it is empty. */
  public void globalDefault(String ref) {
    answers.put("/config", "{\"model\":\"" + ref + "\"}");
  }

  /** From now on it wants this password of user {@code opencode}. */
  public void password(String word) {
    authorization =
        "Basic " + Base64.getEncoder().encodeToString(("opencode:" + word).getBytes(UTF_8));
  }

  /** From now on it refuses to say anything. */
  public void fail() {
    failing = true;
  }

  /** From now on it takes requests for models and never answers. */
  public CountDownLatch fallSilent() {
    silent = true;
    return hanging;
  }

  /** Returns how often it was asked for its models. */
  public int timesListed() {
    return listed.get();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (silent && !path.equals(HEALTH)) {
      hanging.countDown();
      awaitClose();
    }
    if (path.equals(PROVIDERS)) {
      listed.incrementAndGet();
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    boolean stranger = !authorization.isEmpty() && !authorization.equals(given);
    byte[] body = (failing || stranger ? "{}" : answers.get(path)).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(stranger ? 401 : failing ? 500 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
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
