package dev.otto.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.Machine;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills the daemon in the middle of its runs, again and again, and counts at the stand-in: no job
 * may be lost, no run may stay open, and nothing may be prompted twice. A run that was killed
 * before it had a session fires again by itself; one that may have been prompted does not.
 */
public final class CrashLoop {
  private static final int ROUNDS = Integer.getInteger("rounds", 50);
  private static final int JOBS = Integer.getInteger("jobs", 200);
  private static final int IN_FLIGHT = 32;
  private static final long PROMPT_MILLIS = 200;
  private static final long HEAD_START_MILLIS = 3_000;

  private CrashLoop() {}

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    var random = new Random(Long.getLong("seed", 7));
    long killedInFlight = 0;
    try (var openCode = StandInProcess.start(PROMPT_MILLIS)) {
      var setting = Setting.make(openCode.url(), IN_FLIGHT);
      for (int round = 0; round < ROUNDS; round++) {
        var otto = setting.start();
        long dueAt = System.currentTimeMillis() + HEAD_START_MILLIS;
        create(otto, round, dueAt);
        // All prompts together take about JOBS / IN_FLIGHT * PROMPT_MILLIS: anywhere in there.
        long killAt = dueAt + 100 + random.nextInt((int) (JOBS / IN_FLIGHT * PROMPT_MILLIS));
        TimeUnit.MILLISECONDS.sleep(Math.max(0, killAt - System.currentTimeMillis()));
        otto.kill();
        try (var again = setting.start()) {
          killedInFlight += awaitAllOver(again, round);
        }
        System.out.printf("round %d: lost runs so far %d%n", round + 1, killedInFlight);
      }
      report(Setting.json(openCode.requests()), killedInFlight);
    }
  }

  private static void create(OttoProcess otto, int round, long dueAt) throws Exception {
    for (int i = 0; i < JOBS; i++) {
      otto.post(
          "/external/jobs",
          """
          {"id":"crash-%d-%d","type":"load","scheduleType":"oneshot","runAt":%d,"payload":{"prompt":"crash %d %d"}}"""
              .formatted(round, i, dueAt, round, i));
    }
  }

  /** Returns the number of runs lost in this round, once every job is through. */
  private static long awaitAllOver(OttoProcess otto, int round) throws Exception {
    long lost = 0;
    for (int i = 0; i < JOBS; i++) {
      lost += awaitOver(otto, "crash-" + round + "-" + i);
    }
    return lost;
  }

  /** Waits until nothing more comes of the job, and returns how many of its runs were lost. */
  private static long awaitOver(OttoProcess otto, String job) throws Exception {
    for (int attempt = 0; attempt < 600; attempt++) {
      JsonNode runs = Setting.json(otto.get("/external/jobs/" + job + "/runs")).get("runs");
      if (runs.size() > 0 && isLast(runs.get(0))) {
        return lostOf(job, runs);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IllegalStateException(job + " was lost: it has no run with an end after 30 s");
  }

  private static boolean isLast(JsonNode newest) {
    return !newest.get("finishedAt").isNull() && !(isLost(newest) && wasNotPrompted(newest));
  }

  private static long lostOf(String job, JsonNode runs) {
    for (int i = 1; i < runs.size(); i++) {
      if (!isLost(runs.get(i)) || !wasNotPrompted(runs.get(i))) {
        throw new IllegalStateException(job + " ran twice: " + runs);
      }
    }
    return runs.size() - (isLost(runs.get(0)) ? 0 : 1);
  }

  private static boolean isLost(JsonNode run) {
    return run.get("state").asText().equals("lost");
  }

  private static boolean wasNotPrompted(JsonNode run) {
    return run.get("sessionId").isNull();
  }

  private static void report(JsonNode asked, long lost) {
    long twice = 0;
    for (var count : asked.get("texts")) {
      twice += count.asLong() > 1 ? 1 : 0;
    }
    System.out.printf(
        "%s%n%d kills, %d jobs, each with an end; %d runs recorded lost%n",
        Machine.description(), ROUNDS, ROUNDS * JOBS, lost);
    System.out.printf(
        "at the stand-in: %d prompts, %d prompted twice%n", asked.get("prompts").asLong(), twice);
    if (twice > 0) {
      System.exit(1);
    }
  }
}
