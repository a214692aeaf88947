package dev.otto.benchmarks.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.load.OttoProcess;
import dev.otto.benchmarks.load.Setting;
import dev.otto.benchmarks.load.StandInProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * {@code kill -9} at a random moment, while jobs run, are retried, are deleted and are moved to a
 * week later; then a start, and a look at every job: none may be lost, doubled or revived, no retry
 * forgotten, and every run has an end.
 */
final class Kills {
  private static final int JOBS = 30;
  private static final long PROMPT_MILLIS = 100;
  private static final int IN_FLIGHT = 4;
  private static final long HEAD_START_MILLIS = 1_500;
  private static final int ATTEMPTS = 3;

  /** A thousand kills take more than an hour; what is found shows before. */
  private static final int SHOWN_EACH = 50;

  private static final String FAILS = " #status=503";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than a campaign: one that is moved while it runs rightly runs again then. */
  private static final Duration LATER = Duration.ofDays(7);

  private final StandInProcess openCode;
  private final Setting setting;
  private final Random random;
  private final List<String> broken = new ArrayList<>();
  private int rounds;
  private int jobs;
  private int lostRuns;
  private int retries;

  private Kills(StandInProcess openCode, Random random) throws IOException {
    this.openCode = openCode;
    this.setting = Setting.make(openCode.url(), IN_FLIGHT);
    this.random = random;
  }

  static List<Finding> make(Size size, Random random) throws Exception {
    try (var openCode = StandInProcess.start(PROMPT_MILLIS)) {
      var kills = new Kills(openCode, random);
      var otto = kills.setting.start();
      long end = size.endNanos();
      try {
        do {
          otto = kills.round(otto);
          if (kills.rounds % SHOWN_EACH == 0) {
            System.out.println("so far " + kills.finding().text());
          }
        } while (System.nanoTime() < end);
      } finally {
        otto.kill();
      }
      return List.of(kills.finding());
    }
  }

  /** A job, and what was acknowledged about it before the kill. */
  private record Sent(String id, long changedAt, boolean deleted, long movedTo) {
    boolean changed() {
      return changedAt > 0;
    }

    boolean leftAlone() {
      return changedAt == 0;
    }
  }

  /** Kills this one and returns the next, which has looked after everything. */
  private OttoProcess round(OttoProcess otto) throws Exception {
    long dueAt = System.currentTimeMillis() + HEAD_START_MILLIS;
    for (int i = 0; i < JOBS; i++) {
      create(otto, id(i), dueAt);
    }
    long killAt = dueAt + random.nextInt((int) (JOBS / IN_FLIGHT * PROMPT_MILLIS));
    var killing = Thread.ofPlatform().start(() -> killAt(otto, killAt));
    List<Sent> sent = change(otto, dueAt);
    killing.join();
    OttoProcess again = setting.start();
    for (Sent job : sent) {
      check(again, job);
    }
    rounds++;
    jobs += JOBS;
    return again;
  }

  /** Returns an id; every other job fails as often as it is attempted. */
  private String id(int number) {
    return (number % 2 == 0 ? "kill-" : "retry-") + rounds + "-" + number;
  }

  private static boolean isRetried(String id) {
    return id.startsWith("retry");
  }

  private static void create(OttoProcess otto, String id, long dueAt) throws Exception {
    String unused =
        otto.post(
            "/external/jobs",
            """
            {"id":"%s","type":"load","scheduleType":"oneshot","runAt":%d,
             "payload":{"prompt":"%s","retry":{"attempts":%d,"delaySeconds":1}}}"""
                .formatted(id, dueAt, isRetried(id) ? id + FAILS : id, ATTEMPTS));
  }

  private static void killAt(OttoProcess otto, long time) {
    try {
      TimeUnit.MILLISECONDS.sleep(Math.max(0, time - System.currentTimeMillis()));
      otto.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes some jobs and moves others, around the time when they are due. */
  private List<Sent> change(OttoProcess otto, long dueAt) throws InterruptedException {
    var sent = new ArrayList<Sent>();
    TimeUnit.MILLISECONDS.sleep(Math.max(0, dueAt - 200 - System.currentTimeMillis()));
    for (int i = 0; i < JOBS; i++) {
      sent.add(
          switch (i % 3) {
            case 0 -> changed(otto, "DELETE", id(i), "", 0);
            case 1 -> {
              long later = dueAt + LATER.toMillis();
              yield changed(otto, "PATCH", id(i), "{\"runAt\":" + later + "}", later);
            }
            default -> new Sent(id(i), 0, false, 0);
          });
      TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
    }
    return sent;
  }

  /** Returns the job as changed only if Otto said so. */
  private static Sent changed(OttoProcess otto, String method, String id, String body, long later)
      throws InterruptedException {
    try {
      boolean done = otto.call(method, "/external/jobs/" + id, body).status() < 300;
      return new Sent(id, done ? System.currentTimeMillis() : 0, done && later == 0, later);
    } catch (IOException killedMeanwhile) {
      return new Sent(id, -1, false, 0);
    }
  }

  private void check(OttoProcess otto, Sent job) throws Exception {
    JsonNode runs = ended(otto, job);
    for (JsonNode run : runs) {
      lostRuns += run.get("state").asText().equals("lost") ? 1 : 0;
      if (job.changed() && run.get("startedAt").asLong() > job.changedAt()) {
        broken.add(job.id() + " ran after it was deleted or moved: " + run);
      }
    }
    JsonNode detail = Setting.json(otto.get("/external/jobs/" + job.id())).get("job");
    if (job.deleted() && !detail.get("terminalState").asText().equals("cancelled")) {
      broken.add(job.id() + " was deleted and came back: " + detail);
    }
    if (job.changed() && !job.deleted() && detail.get("nextRunAt").asLong() != job.movedTo()) {
      broken.add(job.id() + " was moved and lost its time: " + detail);
    }
    if (job.changed() && !detail.get("nextAttemptAt").isNull()) {
      broken.add(job.id() + " was deleted or moved and is still to be retried: " + detail);
    }
    checkAttempts(job, runs);
  }

  /** Each run is followed by one retry at most, and what failed is retried as often as it may. */
  private void checkAttempts(Sent job, JsonNode runs) {
    var retried = new HashSet<String>();
    int last = 0;
    boolean lost = false;
    for (JsonNode run : runs) {
      last = Math.max(last, run.get("attempt").asInt());
      lost |= run.get("state").asText().equals("lost") && !run.get("sessionId").isNull();
      JsonNode before = run.get("retryOf");
      retries += before.isNull() ? 0 : 1;
      if (!before.isNull() && !retried.add(before.asText())) {
        broken.add(job.id() + " was retried twice after the same run: " + runs);
      }
    }
    if (isRetried(job.id()) && job.leftAlone() && !lost && last != ATTEMPTS) {
      broken.add(job.id() + " was attempted only " + last + " times: " + runs);
    }
  }

  /** Returns the runs of a job once they all ended; one that was left alone has one that did. */
  private JsonNode ended(OttoProcess otto, Sent job) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      // Asked first: the runs of a job that is over are all there.
      boolean over = !job.leftAlone() || isOver(otto, job);
      JsonNode runs = Setting.json(otto.get("/external/jobs/" + job.id() + "/runs")).get("runs");
      for (JsonNode run : runs) {
        over &= !run.get("finishedAt").isNull();
      }
      if (over) {
        return runs;
      }
      if (System.nanoTime() > end) {
        broken.add(job.id() + " has no run with an end: " + runs);
        return runs;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static boolean isOver(OttoProcess otto, Sent job) throws Exception {
    JsonNode detail = Setting.json(otto.get("/external/jobs/" + job.id())).get("job");
    return !detail.get("terminalState").isNull();
  }

  private Finding finding() throws Exception {
    int twice = 0;
    for (var text : Setting.json(openCode.requests()).get("texts").properties()) {
      twice += text.getValue().asInt() > (isRetried(text.getKey()) ? ATTEMPTS : 1) ? 1 : 0;
    }
    var all = new ArrayList<>(broken);
    if (twice > 0) {
      all.add(twice + " jobs were prompted too often");
    }
    return new Finding(
        "kills",
        "%d kills, %d jobs, %d retries, %d runs recorded lost, %d promises broken"
            .formatted(rounds, jobs, retries, lostRuns, all.size()),
        all);
  }
}
