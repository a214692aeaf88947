package dev.otto.benchmarks.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.load.OttoProcess;
import dev.otto.benchmarks.load.Setting;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * An OpenCode that is silent, drops connections, answers nonsense or is killed, while jobs come due
 * all the time. Every run needs an end, and no job may be prompted twice.
 */
final class OpenCodeFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PROMPT_TIMEOUT_SECONDS = 2;

  private final Random random;
  private final Map<String, Integer> ends = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();
  private StandInOpenCode openCode;
  private long prompts;
  private int twice;
  private int faults;
  private int jobs;

  private OpenCodeFaults(Random random) throws Exception {
    this.random = random;
    this.openCode = StandInOpenCode.start();
  }

  static List<Finding> make(Size size, Random random) throws Exception {
    var faults = new OpenCodeFaults(random);
    try {
      return List.of(faults.run(size));
    } finally {
      faults.openCode.close();
    }
  }

  private Finding run(Size size) throws Exception {
    Path home = Files.createTempDirectory("otto-load");
    Setting setting = Setting.make(home, openCode.url(), 8, PROMPT_TIMEOUT_SECONDS);
    try (var otto = setting.start()) {
      long end = size.endNanos();
      do {
        trouble(otto);
      } while (System.nanoTime() < end);
      openCode.failure(FailureMode.NONE);
      for (int i = 0; i < jobs; i++) {
        awaitEnd(otto, "fault-" + i);
      }
    }
    count();
    return finding();
  }

  private void trouble(OttoProcess otto) throws Exception {
    int choice = random.nextInt(FailureMode.values().length + 1);
    if (choice == FailureMode.values().length) {
      restartOpenCode();
    } else {
      openCode.failure(FailureMode.values()[choice]);
    }
    faults++;
    for (int i = 0; i < 5; i++) {
      String unused =
          otto.post(
              "/external/jobs",
              """
              {"id":"fault-%d","type":"load","scheduleType":"oneshot","runAt":%d,"payload":{"prompt":"fault %d"}}"""
                  .formatted(jobs, System.currentTimeMillis(), jobs));
      jobs++;
      TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
    }
  }

  private void restartOpenCode() throws Exception {
    int port = openCode.port();
    count();
    openCode.close();
    TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
    openCode = StandInOpenCode.start(port);
  }

  private void count() {
    for (long times : openCode.asked().texts().values()) {
      prompts += times;
      twice += times > 1 ? 1 : 0;
    }
  }

  private void awaitEnd(OttoProcess otto, String job) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode runs = Setting.json(otto.get("/external/jobs/" + job + "/runs")).get("runs");
      if (!runs.isEmpty() && !runs.get(0).get("finishedAt").isNull()) {
        JsonNode run = runs.get(0);
        String code = run.get("errorCode").asText();
        ends.merge(code.equals("null") ? run.get("state").asText() : code, 1, Integer::sum);
        return;
      }
      if (System.nanoTime() > end) {
        broken.add(job + " has no run with an end: " + runs);
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private Finding finding() {
    if (twice > 0) {
      broken.add(twice + " jobs were prompted twice");
    }
    return new Finding(
        "faults of OpenCode",
        "%d faults, %d jobs, %d prompts, %d prompted twice, the runs ended as %s"
            .formatted(faults, jobs, prompts, twice, ends),
        broken);
  }
}
