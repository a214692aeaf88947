package dev.otto.benchmarks.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.load.OttoProcess;
import dev.otto.benchmarks.load.Setting;
import dev.otto.benchmarks.load.StandInProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A disk of 16 MB that is full now and then, a database that another program locks, and kills. What
 * Otto acknowledged must be there afterwards; what it could not store is 503.
 */
final class StorageFaults {
  private static final String NAME = "a full disk and a locked database";

  private final Path disk;
  private final Random random;
  private final Set<String> acknowledged = new HashSet<>();
  private final Map<Integer, Integer> answers = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();
  private final List<Double> healthMillis = new ArrayList<>();
  private int jobs;
  private int full;
  private int locked;
  private int kills;

  private StorageFaults(Path disk, Random random) {
    this.disk = disk;
    this.random = random;
  }

  static List<Finding> make(Size size, Random random) throws Exception {
    Path disk = Files.createTempDirectory("otto-disk");
    if (!done("mount", "-t", "tmpfs", "-o", "size=16m", "otto", disk.toString())) {
      return List.of(new Finding(NAME, "skipped: only root may mount a small disk", List.of()));
    }
    try {
      return List.of(new StorageFaults(disk, random).run(size));
    } finally {
      if (done("umount", disk.toString())) {
        Files.delete(disk);
      }
    }
  }

  private static boolean done(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  private Finding run(Size size) throws Exception {
    Path home = Files.createDirectory(disk.resolve("home"));
    try (var openCode = StandInProcess.start(0)) {
      Setting setting = Setting.make(home, openCode.url(), 4, 60);
      long end = size.endNanos();
      do {
        try (var otto = setting.start()) {
          check(otto.awaitStarted());
          fill(otto);
          lock(otto, home.resolve("data/otto-state.db"));
          otto.kill();
          kills++;
        }
      } while (System.nanoTime() < end);
      try (var otto = setting.start()) {
        check(otto);
      }
    }
    return new Finding(
        NAME,
        "%d times full, %d times locked, %d kills; answers by status %s; %d of %d jobs acknowledged; %s"
            .formatted(full, locked, kills, answers, acknowledged.size(), jobs, health()),
        broken);
  }

  private void fill(OttoProcess otto) throws Exception {
    Path ballast = disk.resolve("ballast");
    fillBut(random.nextInt(600_000), ballast);
    full++;
    for (int i = 0; i < 30; i++) {
      create(otto, "x".repeat(random.nextInt(20_000)));
    }
    Files.delete(ballast);
    create(otto, "room again");
  }

  /** Takes all of the disk but so much; Otto may be faster with the last of it. */
  private void fillBut(int left, Path ballast) throws IOException {
    long free = Files.getFileStore(disk).getUsableSpace();
    try {
      Files.write(ballast, new byte[(int) Math.max(0, free - left)]);
    } catch (IOException e) {
      if (Files.getFileStore(disk).getUsableSpace() > left) {
        throw e;
      }
    }
  }

  private void lock(OttoProcess otto, Path database) throws Exception {
    try (var thread = Executors.newSingleThreadExecutor();
        var connection =
            DriverManager.getConnection("jdbc:sqlite:" + database + "?busy_timeout=60000");
        var statement = connection.createStatement()) {
      boolean unused = statement.execute("BEGIN IMMEDIATE");
      locked++;
      Future<?> waiting =
          thread.submit(
              () -> {
                create(otto, "while it is locked");
                return true;
              });
      while (!waiting.isDone()) {
        askForHealth(otto);
      }
      waiting.get();
      unused = statement.execute("ROLLBACK");
    }
    create(otto, "no longer locked");
  }

  private void askForHealth(OttoProcess otto) throws Exception {
    long start = System.nanoTime();
    String unused = otto.get("/external/health");
    healthMillis.add((System.nanoTime() - start) / 1e6);
    TimeUnit.MILLISECONDS.sleep(20);
  }

  private String health() {
    List<Double> sorted = healthMillis.stream().sorted().toList();
    return "health while locked, %d times: p50 %.1f ms, p99 %.1f ms, most %.1f ms"
        .formatted(
            sorted.size(),
            sorted.get(sorted.size() / 2),
            sorted.get(sorted.size() * 99 / 100),
            sorted.getLast());
  }

  /** Creates a job for next year and notes what Otto said about it. */
  private void create(OttoProcess otto, String prompt) throws Exception {
    String id = "disk-" + jobs++;
    var answer =
        otto.call(
            "POST",
            "/external/jobs",
            """
            {"id":"%s","type":"load","scheduleType":"oneshot","runAt":%d,"payload":{"prompt":"%s"}}"""
                .formatted(id, System.currentTimeMillis() + 31_536_000_000L, prompt));
    answers.merge(answer.status(), 1, Integer::sum);
    if (answer.status() == 201) {
      acknowledged.add(id);
    } else if (answer.status() != 503) {
      broken.add(id + " was answered " + answer.status() + ": " + answer.body());
    }
  }

  private void check(OttoProcess otto) throws Exception {
    var found = new HashSet<String>();
    String next = "";
    do {
      JsonNode page = Setting.json(otto.get("/external/jobs?lane=scheduled&limit=1000" + next));
      page.get("jobs").forEach(job -> found.add(job.get("id").asText()));
      next = page.hasNonNull("nextCursor") ? "&cursor=" + page.get("nextCursor").asText() : "";
    } while (!next.isEmpty());
    for (String id : acknowledged) {
      if (!found.contains(id)) {
        broken.add(id + " was acknowledged and is lost");
      }
    }
  }
}
