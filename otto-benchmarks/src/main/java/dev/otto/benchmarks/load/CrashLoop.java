package dev.otto.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.Machine;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills the daemon in the middle of its runs, again and again, and counts at the stand-in: no job
 * may be lost, no run may stay open, and no fire time may be prompted twice.
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

  /**
   * Returns the number of runs lost in this round; every job must have exactly one run that ended.
   */
  private static long awaitAllOver(OttoProcess otto, int round) throws Exception {
    long lost = 0;
    for (int i = 0; i < JOBS; i++) {
      lost += awaitOneRun(otto, "crash-" + round + "-" + i).equals("lost") ? 1 : 0;
    }
    return lost;
  }

  private static String awaitOneRun(OttoProcess otto, String job) throws Exception {
    for (int attempt = 0; attempt < 600; attempt++) {
      JsonNode runs = Setting.json(otto.get("/external/jobs/" + job + "/runs")).get("runs");
      if (runs.size() > 1) {
        throw new IllegalStateException(job + " ran twice: " + runs);
      }
      if (runs.size() == 1 && !runs.get(0).get("finishedAt").isNull()) {
        return runs.get(0).get("state").asText();
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IllegalStateException(job + " was lost: it has no run with an end after 30 s");
  }

  private static void report(JsonNode asked, long lost) {
    long twice = 0;
    for (var count : asked.get("texts")) {
      twice += count.asLong() > 1 ? 1 : 0;
    }
    System.out.printf(
        "%s%n%d kills, %d jobs, each with one run that ended; %d of the runs recorded lost%n",
        Machine.description(), ROUNDS, ROUNDS * JOBS, lost);
    System.out.printf(
        "at the stand-in: %d prompts, %d prompted twice%n", asked.get("prompts").asLong(), twice);
    if (twice > 0) {
      System.exit(1);
    }
  }
}
