package dev.otto.benchmarks.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.load.OttoProcess;
import dev.otto.benchmarks.load.Setting;
import dev.otto.benchmarks.load.StandInProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Eight clients that create, change, pause, run and delete the same few jobs at the same time. Each
 * request needs an answer that is no defect, and in the end no job is locked and no run open.
 */
final class Races {
  private static final int CLIENTS = 8;
  private static final int JOBS = 12;
  private static final long PROMPT_MILLIS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final OttoProcess otto;
  private final Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();

  private Races(OttoProcess otto) {
    this.otto = otto;
  }

  static List<Finding> make(Size size, Random random) throws Exception {
    try (var openCode = StandInProcess.start(PROMPT_MILLIS);
        var otto = Setting.make(openCode.url(), 4).start()) {
      return List.of(new Races(otto).run(size, random));
    }
  }

  private Finding run(Size size, Random random) throws Exception {
    long end = size.endNanos();
    try (var pool = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < CLIENTS; i++) {
        var own = new Random(random.nextLong());
        pool.execute(() -> requestUntil(end, own));
      }
    }
    for (int i = 0; i < JOBS; i++) {
      awaitRest("race-" + i);
    }
    return new Finding("races", "answers by status " + answers, List.copyOf(broken));
  }

  private void requestUntil(long end, Random random) {
    try {
      while (System.nanoTime() < end) {
        one(random);
      }
    } catch (IOException e) {
      broken.add("a request had no answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void one(Random random) throws IOException, InterruptedException {
    String id = "race-" + random.nextInt(JOBS);
    String job = "/external/jobs/" + id;
    long soon = System.currentTimeMillis() + random.nextInt(100);
    switch (random.nextInt(7)) {
      case 0 -> call("POST", "/external/jobs", definition(id, soon));
      case 1 -> call("PATCH", job, "{\"runAt\":" + soon + "}");
      case 2 -> call("PATCH", job, "{\"status\":\"paused\"}");
      case 3 -> call("PATCH", job, "{\"status\":\"idle\"}");
      case 4 -> call("POST", job + "/run-now", "");
      case 5 -> call("DELETE", job, "");
      default -> call("GET", job + "/runs", "");
    }
  }

  private static String definition(String id, long runAt) {
    return """
    {"id":"%s","type":"load","scheduleType":"recurring","cadenceMinutes":60,"runAt":%d,"payload":{"prompt":"race"}}"""
        .formatted(id, runAt);
  }

  private void call(String method, String path, String body)
      throws IOException, InterruptedException {
    var answer = otto.call(method, path, body);
    answers.merge(answer.status(), 1, Integer::sum);
    if (answer.status() >= 500) {
      broken.add(method + " " + path + " was answered " + answer.status() + ": " + answer.body());
    }
  }

  private void awaitRest(String id) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!rests(id)) {
      if (System.nanoTime() > end) {
        broken.add(id + " is still locked, or has a run without an end");
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private boolean rests(String id) throws Exception {
    var answer = otto.call("GET", "/external/jobs/" + id, "");
    if (answer.status() == 404) {
      return true;
    }
    boolean rests = Setting.json(answer.body()).get("job").get("lockToken").isNull();
    JsonNode runs = Setting.json(otto.get("/external/jobs/" + id + "/runs")).get("runs");
    for (JsonNode run : runs) {
      rests &= !run.get("finishedAt").isNull();
    }
    return rests;
  }
}
