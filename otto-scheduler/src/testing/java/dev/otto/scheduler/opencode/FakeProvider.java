package dev.otto.scheduler.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An OpenAI-compatible provider that echoes. Words in the last user text steer it: {@code
 * #status=429}, {@code #retry-after=1}, {@code #delay=5000}, {@code #trickle=500}, {@code #cut},
 * {@code #silence=5000} after the first piece of an answer, {@code #garbage}, {@code
 * #size=1000000}, and {@code #tool}: use a tool before answering. {@code #call=bash
 * {"command":"pwd"}}, which ends a prompt, uses that tool once, where it is offered, or {@code
 * #steps=9} times. {@code #once-status=503} and {@code #once-cut} count for the first request
 * alone, {@code #after-status=400}, {@code #after-delay=5000}, {@code #after-cut} and {@code
 * #after-garbage} after the first result of a tool; {@code #cached=30} and {@code #reasoning=5} are
 * in its count. {@code #empty} is an answer without text. With {@code #only-alpha} all of them
 * count for that model alone. {@link #steerModel} has a model do the same whatever it is asked.
 */
public final class FakeProvider implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The model whose answers are counted by the size of the request. */
  static final String TINY = "tiny";

  private static final int PIECES = 8;
  private static final int BYTES_PER_TOKEN = 4;
  private static final Pattern CALL = Pattern.compile("#call=(\\w+) (\\{.*})", Pattern.DOTALL);
  private static final Pattern ONLY = Pattern.compile("#only-(\\w+)");
  private static final AtomicInteger CALLS = new AtomicInteger();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final List<Count> counts = new CopyOnWriteArrayList<>();
  private final Set<String> before = ConcurrentHashMap.newKeySet();
  private final Map<String, String> words = new ConcurrentHashMap<>();

  /** What it counts, and would charge, for one answer. */
  public record Count(
      String model, boolean withTools, long input, long output, long cached, long reasoning) {}

  /** One request to it; {@code prompt} is the last user text. */
  public record Asked(
      String model,
      String prompt,
      List<String> tools,
      List<String> toolResults,
      String authorization,
      int bytes,
      String effort) {

    /** Returns the prompt if it steers this model; nothing otherwise. */
    String steering() {
      var only = ONLY.matcher(prompt);
      return only.find() && !only.group(1).equals(model) ? "" : prompt;
    }
  }

  private FakeProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::handle);
    server.start();
  }

  static FakeProvider start() throws IOException {
    return new FakeProvider();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  List<Count> counts() {
    return List.copyOf(counts);
  }

  /** Adds these words to all that a model is asked from now on. */
  void steerModel(String model, String text) {
    words.put(model, text);
  }

  void forget() {
    asked.clear();
    counts.clear();
    before.clear();
    words.clear();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      var request = read(body, exchange.getRequestHeaders().getFirst("Authorization"));
      asked.add(request);
      boolean first = before.add(request.tools().isEmpty() + request.prompt());
      boolean after = !request.toolResults().isEmpty();
      Thread.sleep(steer(request.steering(), "delay").orElse(0));
      Thread.sleep(after ? steer(request.steering(), "after-delay").orElse(0) : 0);
      OptionalInt status = status(request.steering(), first, after);
      if (status.isPresent()) {
        refuse(exchange, request, status.getAsInt());
      } else if (steer(request.steering(), "garbage").isPresent()
          || (after && steer(request.steering(), "after-garbage").isPresent())) {
        send(exchange, 200, "text/html", "<html>not an API</html>");
      } else if (steer(request.steering(), "tool").isPresent() && request.toolResults().isEmpty()) {
        callTool(exchange, request, "glob", "{\"pattern\":\"*.none\"}");
      } else if (callsFor(body, request)) {
        var call = CALL.matcher(request.steering());
        call.find();
        callTool(exchange, request, call.group(1), call.group(2));
      } else {
        stream(exchange, request, first);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static OptionalInt status(String prompt, boolean first, boolean after) {
    return Stream.of("status", first ? "once-status" : "", after ? "after-status" : "")
        .filter(word -> !word.isEmpty())
        .map(word -> steer(prompt, word))
        .filter(OptionalInt::isPresent)
        .findFirst()
        .orElse(OptionalInt.empty());
  }

  private Asked read(JsonNode body, String authorization) {
    String prompt = "";
    var results = new ArrayList<String>();
    for (JsonNode message : body.path("messages")) {
      switch (message.path("role").asText()) {
        case "user" -> prompt = text(message.path("content"));
        case "tool" -> results.add(text(message.path("content")));
        default -> {}
      }
    }
    var tools = new ArrayList<String>();
    body.path("tools").forEach(tool -> tools.add(tool.at("/function/name").asText()));
    String model = body.path("model").asText();
    return new Asked(
        model,
        words.containsKey(model) ? prompt + " " + words.get(model) : prompt,
        List.copyOf(tools),
        List.copyOf(results),
        authorization,
        body.toString().length(),
        body.path("reasoning_effort").asText(""));
  }

  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    var text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  /** As real providers do, it shows the key that it does not like. */
  private static void refuse(HttpExchange exchange, Asked request, int status) throws IOException {
    steer(request.prompt(), "retry-after")
        .ifPresent(
            seconds -> exchange.getResponseHeaders().set("Retry-After", String.valueOf(seconds)));
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error")
        .put("type", "fake_error")
        .put("message", "refused " + request.authorization());
    send(exchange, status, "application/json", body.toString());
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private void stream(HttpExchange exchange, Asked request, boolean first)
      throws IOException, InterruptedException {
    int size = steer(request.steering(), "size").orElse(0);
    String answer =
        size > 0 ? "x".repeat(size) : "[" + request.model() + "] echo: " + request.prompt();
    answer = steer(request.steering(), "empty").isPresent() ? "" : answer;
    int step = Math.max(1, Math.ceilDiv(answer.length(), PIECES));
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    Count count = count(request);
    boolean cut =
        steer(request.steering(), "cut").isPresent()
            || (first && steer(request.steering(), "once-cut").isPresent())
            || (!request.toolResults().isEmpty()
                && steer(request.steering(), "after-cut").isPresent());
    for (int at = 0; at < answer.length(); at += step) {
      if (at >= answer.length() / 2 && cut) {
        return;
      }
      Thread.sleep(steer(request.steering(), "trickle").orElse(0));
      String piece = answer.substring(at, Math.min(at + step, answer.length()));
      event(out, chunk(request, JSON.createObjectNode().put("content", piece), null));
      Thread.sleep(at == 0 ? steer(request.steering(), "silence").orElse(0) : 0);
    }
    finish(out, request, "stop", count);
  }

  private static boolean callsFor(JsonNode body, Asked request) {
    JsonNode messages = body.path("messages");
    String last = messages.path(messages.size() - 1).path("role").asText();
    var call = CALL.matcher(request.steering());
    int times = steer(request.steering(), "steps").orElse(1);
    boolean again = last.equals("user") || (times > 1 && request.toolResults().size() < times);
    return again && call.find() && request.tools().contains(call.group(1));
  }

  /** Wants a tool used first, so that the prompt takes two steps. */
  private void callTool(HttpExchange exchange, Asked request, String name, String arguments)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    Count count = count(request);
    ObjectNode delta = JSON.createObjectNode();
    ObjectNode call =
        delta
            .putArray("tool_calls")
            .addObject()
            .put("index", 0)
            .put("id", "call_" + CALLS.incrementAndGet());
    call.put("type", "function")
        .putObject("function")
        .put("name", name)
        .put("arguments", arguments);
    event(exchange.getResponseBody(), chunk(request, delta, null));
    finish(exchange.getResponseBody(), request, "tool_calls", count);
  }

  /** Counts an answer as it begins: what follows may not arrive, and is charged nevertheless. */
  private Count count(Asked request) {
    var count =
        new Count(
            request.model(),
            !request.tools().isEmpty(),
            request.model().equals(TINY) ? request.bytes() / BYTES_PER_TOKEN : 100,
            10,
            steer(request.prompt(), "cached").orElse(0),
            steer(request.prompt(), "reasoning").orElse(0));
    counts.add(count);
    return count;
  }

  private static void finish(OutputStream out, Asked request, String reason, Count count)
      throws IOException {
    ObjectNode last = chunk(request, JSON.createObjectNode(), reason);
    ObjectNode usage =
        last.putObject("usage")
            .put("prompt_tokens", count.input())
            .put("completion_tokens", count.output())
            .put("total_tokens", count.input() + count.output());
    usage.putObject("prompt_tokens_details").put("cached_tokens", count.cached());
    usage.putObject("completion_tokens_details").put("reasoning_tokens", count.reasoning());
    event(out, last);
    out.write("data: [DONE]\n\n".getBytes(UTF_8));
    out.close();
  }

  private static ObjectNode chunk(Asked request, ObjectNode delta, String finish) {
    ObjectNode chunk = JSON.createObjectNode().put("id", "chatcmpl-1").put("created", 1);
    chunk.put("object", "chat.completion.chunk").put("model", request.model());
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.put("finish_reason", finish).set("delta", delta);
    return chunk;
  }

  private static void event(OutputStream out, ObjectNode event) throws IOException {
    out.write(("data: " + event + "\n\n").getBytes(UTF_8));
    out.flush();
  }

  private static OptionalInt steer(String prompt, String word) {
    var found = Pattern.compile("#" + word + "(?:=(\\d{1,9}))?\\b").matcher(prompt);
    if (!found.find()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(found.group(1) == null ? 1 : Integer.parseInt(found.group(1)));
  }
}
