package dev.otto.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A provider whose model uses a tool in every step but the last, takes its time for each, and
 * counts ten tokens for it. It knows when it had answered.
 */
final class StepProvider implements AutoCloseable {
  static final int TOKENS = 10;

  /** A prompt that is answered in one step. */
  static final String AT_ONCE = "Answer at once.";

  private static final String SAID = "{\"content\":\"done\"}";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Long> answered = new CopyOnWriteArrayList<>();
  private final int steps;
  private final long millis;

  private StepProvider(int steps, long millis) throws IOException {
    this.steps = steps;
    this.millis = millis;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  /** Starts a provider whose answers to a prompt take so many steps of so many milliseconds. */
  static StepProvider start(int steps, long millis) throws IOException {
    return new StepProvider(steps, millis);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** Returns the end of each answer, of {@link System#nanoTime}. */
  List<Long> answered() {
    return List.copyOf(answered);
  }

  void forget() {
    answered.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode asked = Setting.json(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      TimeUnit.MILLISECONDS.sleep(millis);
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      String model = asked.path("model").asText();
      boolean atOnce = asked.path("messages").toString().contains(AT_ONCE);
      boolean last = atOnce || results(asked) + 1 >= steps || asked.path("tools").isEmpty();
      String text = last ? chunk(model, SAID, "stop") : chunk(model, called(), "tool_calls");
      exchange.getResponseBody().write(text.getBytes(UTF_8));
      exchange.getResponseBody().close();
      if (!asked.path("tools").isEmpty()) {
        answered.add(System.nanoTime());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static long results(JsonNode asked) {
    return asked
        .path("messages")
        .valueStream()
        .filter(message -> message.path("role").asText().equals("tool"))
        .count();
  }

  private String called() {
    return """
        {"tool_calls":[{"index":0,"id":"call_%d","type":"function","function":\
        {"name":"glob","arguments":"{\\"pattern\\":\\"*.none\\"}"}}]}"""
        .formatted(answered.size());
  }

  private static String chunk(String model, String delta, String reason) {
    String head =
        "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"%s\","
            .formatted(model);
    return head
        + "\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":null}]}\n\n".formatted(delta)
        + head
        + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"%s\"}],".formatted(reason)
        + "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":1,\"total_tokens\":%d}}\n\n"
            .formatted(TOKENS, TOKENS + 1)
        + "data: [DONE]\n\n";
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
