package dev.otto.benchmarks.cluster;

import dev.otto.benchmarks.load.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that read and write at one address all the time, and one that follows the events there.
 * No request is sent again, so each failure is counted.
 */
final class ProxiedClients implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int DUE_WITHIN_MILLIS = 5_000;
  private static final int PAUSE_MILLIS = 40;

  private final URI url;
  private final String token;
  private final List<String> models;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger jobs = new AtomicInteger();
  private final Set<String> created = ConcurrentHashMap.newKeySet();
  private final Map<Kind, Count> counts = new EnumMap<>(Kind.class);
  private final List<String> failures = new ArrayList<>();
  private volatile boolean over;

  /** A sort of request. */
  enum Kind {
    CREATE("create a one-shot"),
    DEFAULTS("change a default"),
    JOBS("list jobs"),
    RUNS("list runs"),
    STATUS("read the status"),
    OPERATOR("drain, look, resume"),
    EVENTS("follow events");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** The requests of one kind. */
  private static final class Count {
    private final List<Double> millis = new ArrayList<>();
    private int failed;
  }

  /** An answer of any status. */
  private record Answer(int status, String body) {}

  ProxiedClients(URI url, String token, List<String> models) {
    this.url = url;
    this.token = token;
    this.models = models;
  }

  /** Begins with so many clients, and with the one that follows the events. */
  void start(int clients) {
    for (int i = 0; i < clients; i++) {
      var random = new Random(i);
      threads.execute(() -> repeat(random));
    }
    threads.execute(this::followAll);
  }

  private void repeat(Random random) {
    try {
      while (!over) {
        once(random);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(2 * PAUSE_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void once(Random random) throws InterruptedException {
    switch (random.nextInt(5)) {
      case 0 -> create("once-" + jobs.incrementAndGet(), random.nextInt(DUE_WITHIN_MILLIS));
      case 1 ->
          call(
              Kind.DEFAULTS,
              "PATCH",
              "/external/models/defaults",
              Changes.defaultOf(models.get(random.nextInt(models.size()))));
      case 2 -> call(Kind.JOBS, "GET", "/external/jobs?limit=20", "");
      case 3 -> call(Kind.RUNS, "GET", "/external/runs?limit=20", "");
      default -> call(Kind.STATUS, "GET", "/external/system/status", "");
    }
  }

  private void create(String id, int dueIn) throws InterruptedException {
    String body =
        "{\"id\":\"%s\",\"type\":\"load\",\"scheduleType\":\"oneshot\",\"runAt\":%d,\"payload\":{\"prompt\":\"%s\"}}"
            .formatted(id, System.currentTimeMillis() + dueIn, id);
    if (call(Kind.CREATE, "POST", "/external/jobs", body).status() == 201) {
      created.add(id);
    }
  }

  /** Drains a node, or resumes it, whichever node is asked. */
  void drain(String node, boolean drained) throws InterruptedException {
    var unused =
        call(
            Kind.OPERATOR,
            "POST",
            "/external/nodes/" + node + "/" + (drained ? "drain" : "resume"),
            "");
  }

  /** Reports whether a node has no more prompts in flight after it was drained. */
  boolean isDrained(String node) throws InterruptedException {
    Answer answer = call(Kind.OPERATOR, "GET", "/external/nodes", "");
    if (answer.status() == 200) {
      for (var item : Setting.json(answer.body()).path("nodes")) {
        if (item.path("id").asText().equals(node)) {
          return item.path("state").asText().equals("drained");
        }
      }
    }
    return false;
  }

  /** Sends a request once; anything but an answer of 2xx is a failure. */
  private Answer call(Kind kind, String method, String path, String body)
      throws InterruptedException {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .timeout(TIMEOUT)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    long begin = System.nanoTime();
    Answer answer;
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofString());
      answer = new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      answer = new Answer(0, e.toString());
    }
    note(kind, begin, answer.status() / 100 == 2, method + " " + path, answer);
    return answer;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private synchronized void note(
      Kind kind, long begin, boolean succeeded, String request, Answer answer) {
    Count count = counts.computeIfAbsent(kind, _ -> new Count());
    count.millis.add((System.nanoTime() - begin) / 1e6);
    if (!succeeded) {
      count.failed++;
      failures.add(
          "%tT.%<tL %s: %d %s"
              .formatted(System.currentTimeMillis(), request, answer.status(), answer.body()));
    }
  }

  /** Follows the events; a stream that ends is begun anew where it ended, as browsers do. */
  private void followAll() {
    String last = "";
    try {
      while (!over) {
        last = follow(last);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String follow(String from) throws InterruptedException {
    var request = request("/external/events");
    if (!from.isEmpty()) {
      request.header("Last-Event-ID", from);
    }
    long begin = System.nanoTime();
    String last = from;
    Answer answer;
    try {
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      answer = new Answer(response.statusCode(), "");
      try (var lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          last = line.startsWith("id: ") ? line.substring("id: ".length()) : last;
        }
      }
    } catch (IOException e) {
      answer = new Answer(0, e.toString());
    }
    if (!over) {
      note(Kind.EVENTS, begin, answer.status() == 200, "GET /external/events", answer);
    }
    return last;
  }

  /** Returns the ids of the one-shots whose creation was answered with 201. */
  Set<String> created() {
    return Set.copyOf(created);
  }

  /** Returns what failed, and how. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  synchronized void print() {
    System.out.printf("%-20s %9s %7s %9s %9s %9s%n", "", "requests", "failed", "p50", "p99", "max");
    counts.forEach(
        (kind, count) -> {
          List<Double> sorted = count.millis.stream().sorted().toList();
          System.out.printf("%-20s %,9d %,7d", kind.words, sorted.size(), count.failed);
          if (!sorted.isEmpty() && kind != Kind.EVENTS) {
            System.out.printf(
                " %6.0f ms %6.0f ms %6.0f ms", at(sorted, .5), at(sorted, .99), at(sorted, 1));
          }
          System.out.println();
        });
  }

  private static double at(List<Double> sorted, double share) {
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }

  /** Lets each client finish its request, and ends the stream of events. */
  @Override
  public void close() throws InterruptedException {
    over = true;
    threads.shutdown();
    if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
      http.shutdownNow();
    }
    threads.close();
    http.close();
  }
}
