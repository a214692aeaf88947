package dev.otto.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.Machine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Many one-shot jobs due in the same second. Shows that each runs exactly once, and how much later
 * the last prompt is sent than the limit on prompts in flight alone would cause.
 */
public final class DueTogether {
  private static final int JOBS = Integer.getInteger("jobs", 10_000);
  private static final int IN_FLIGHT = Integer.getInteger("inFlight", 256);
  private static final long PROMPT_MILLIS = Long.getLong("promptMillis", 50);
  private static final int SECONDS_BEFORE = Integer.getInteger("secondsBefore", 10 + JOBS / 400);
  private static final int CREATORS = 8;

  private DueTogether() {}

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    try (var openCode = StandInProcess.start(PROMPT_MILLIS)) {
      var setting = Setting.make(openCode.url(), IN_FLIGHT);
      try (var otto = setting.start()) {
        long dueAt = System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(SECONDS_BEFORE);
        create(otto, dueAt);
        System.out.printf("%d jobs made, due in %d ms%n", JOBS, dueAt - System.currentTimeMillis());
        if (System.currentTimeMillis() > dueAt) {
          throw new IllegalStateException("making the jobs took until after they were due");
        }
        Duration before = otto.processorTime();
        awaitAllTerminal(otto, openCode, dueAt);
        Duration used = otto.processorTime().minus(before);
        report(otto, Setting.json(openCode.requests()), dueAt);
        System.out.printf("processor time of Otto: %d µs a run%n", used.toNanos() / 1_000 / JOBS);
      }
    }
  }

  private static void create(OttoProcess otto, long dueAt) throws Exception {
    try (var threads = Executors.newFixedThreadPool(CREATORS)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        String body =
            """
            {"id":"due-%d","type":"load","scheduleType":"oneshot","runAt":%d,"payload":{"prompt":"load %d"}}"""
                .formatted(i, dueAt, i);
        answers.add(threads.submit(() -> otto.post("/external/jobs", body)));
      }
      for (var answer : answers) {
        answer.get();
      }
    }
  }

  private static void awaitAllTerminal(OttoProcess otto, StandInProcess openCode, long dueAt)
      throws Exception {
    long deadline = dueAt + TimeUnit.MINUTES.toMillis(3);
    while (System.currentTimeMillis() < deadline) {
      TimeUnit.SECONDS.sleep(2);
      // Asking Otto itself costs what is measured; so only once the prompts have all been sent.
      if (Setting.json(openCode.requests()).get("prompts").asLong() < JOBS) {
        continue;
      }
      var jobs = all(otto);
      long open = jobs.stream().filter(job -> job.get("terminalState").isNull()).count();
      if (open == 0 && !jobs.isEmpty() && System.currentTimeMillis() > dueAt) {
        return;
      }
    }
    throw new IllegalStateException("not all jobs were over within three minutes");
  }

  private static List<JsonNode> all(OttoProcess otto) throws Exception {
    var jobs = new ArrayList<JsonNode>();
    String cursor = "";
    do {
      var page = Setting.json(otto.get("/external/jobs?limit=1000&search=due-" + cursor));
      page.get("jobs").forEach(jobs::add);
      JsonNode next = page.get("nextCursor");
      cursor = next == null || next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    return jobs;
  }

  private static void report(OttoProcess otto, JsonNode asked, long dueAt)
      throws IOException, InterruptedException {
    List<Long> started = new ArrayList<>();
    int succeeded = 0;
    for (int i = 0; i < JOBS; i++) {
      var runs = Setting.json(otto.get("/external/jobs/due-" + i + "/runs")).get("runs");
      for (var run : runs) {
        started.add(run.get("startedAt").asLong());
        succeeded += run.get("status").asText().equals("success") ? 1 : 0;
      }
    }
    long twice = 0;
    for (var count : asked.get("texts")) {
      twice += count.asLong() > 1 ? 1 : 0;
    }
    long ideal = (JOBS / IN_FLIGHT - 1) * PROMPT_MILLIS;
    long last = Collections.max(started) - dueAt;
    System.out.printf(
        "%s%njobs %d, runs %d, succeeded %d, prompts %d, prompted twice %d%n",
        Machine.description(),
        JOBS,
        started.size(),
        succeeded,
        asked.get("prompts").asLong(),
        twice);
    System.out.printf(
        "calls to OpenCode %.2f a run, on %.2f connections%n",
        asked.get("calls").asDouble() / JOBS, asked.get("connections").asDouble() / JOBS);
    System.out.printf(
        "last dispatched %d ms after the due time; %d in flight alone allow %d ms; difference %d ms%n",
        last, IN_FLIGHT, ideal, last - ideal);
    System.out.printf(
        "resident after it: %d MiB, at %s%n", otto.residentKib() / 1024, Instant.now());
  }
}
