package dev.otto.benchmarks.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.load.OttoProcess;
import dev.otto.benchmarks.load.Setting;
import dev.otto.benchmarks.load.StandInProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A clock that is set forward and back by up to two hours while jobs come due, and kills meanwhile.
 * Each one-shot has to run, none may be prompted twice, and no time of a cron job comes twice.
 *
 * <p>The clock is that of libfaketime, from the package of this name or {@code -Dfaketime}.
 */
final class ClockJumps {
  private static final String NAME = "a jumping clock";
  private static final int JOBS = 10;
  private static final int MAX_JUMP_SECONDS = 7_200;

  /** Quartz looks at the clock every 30 seconds where nothing is due soon. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final StandInProcess openCode;
  private final Setting setting;
  private final Path clock;
  private final Map<String, String> variables;
  private final Random random;
  private final List<String> broken = new ArrayList<>();
  private int offsetSeconds;
  private int jumps;
  private int kills;
  private int jobs;

  private ClockJumps(StandInProcess openCode, Path library, Random random) throws IOException {
    this.openCode = openCode;
    this.setting = Setting.make(openCode.url(), 4);
    this.clock = setting.home().resolve("clock");
    this.variables =
        Map.of(
            "LD_PRELOAD",
            library.toString(),
            "FAKETIME_TIMESTAMP_FILE",
            clock.toString(),
            "FAKETIME_CACHE_DURATION",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1");
    this.random = random;
  }

  static List<Finding> make(Size size, Random random) throws Exception {
    Optional<Path> library = library();
    if (library.isEmpty()) {
      return List.of(new Finding(NAME, "skipped: there is no libfaketime here", List.of()));
    }
    try (var openCode = StandInProcess.start(50)) {
      return List.of(new ClockJumps(openCode, library.get(), random).run(size));
    }
  }

  private static Optional<Path> library() {
    return Stream.of(
            System.getProperty("faketime", ""),
            "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
            "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
            "/usr/lib/faketime/libfaketime.so.1")
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .filter(Files::exists)
        .findFirst();
  }

  private Finding run(Size size) throws Exception {
    jump(0);
    OttoProcess otto = setting.start(variables);
    try {
      create(otto, "cron", "\"scheduleType\":\"recurring\",\"cron\":\"0/5 * * * * ?\"");
      long end = size.endNanos();
      int round = 0;
      do {
        otto = round(otto, round++);
      } while (System.nanoTime() < end);
      checkCron(otto);
    } finally {
      otto.kill();
    }
    int twice = promptedTwice();
    return new Finding(
        NAME,
        "%d jumps, %d kills, %d one-shots, %d of them prompted twice"
            .formatted(jumps, kills, jobs, twice),
        broken);
  }

  /** Lets jobs come due around a jump and the way back, and waits for all of them. */
  private OttoProcess round(OttoProcess before, int round) throws Exception {
    OttoProcess otto = before;
    for (int i = 0; i < JOBS; i++) {
      long dueAt = now() + random.nextInt(3_000);
      create(otto, id(round, i), "\"scheduleType\":\"oneshot\",\"runAt\":" + dueAt);
    }
    jobs += JOBS;
    TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
    jump(random.nextInt(-MAX_JUMP_SECONDS, MAX_JUMP_SECONDS));
    if (round % 2 == 0) {
      otto.kill();
      kills++;
      otto = setting.start(variables).awaitStarted();
    } else {
      TimeUnit.SECONDS.sleep(2);
    }
    requireJump(otto);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
    jump(0);
    for (int i = 0; i < JOBS; i++) {
      awaitEnd(otto, id(round, i));
    }
    return otto;
  }

  private static String id(int round, int number) {
    return "clock-" + round + "-" + number;
  }

  private long now() {
    return System.currentTimeMillis() + offsetSeconds * 1_000L;
  }

  /** Sets the clock of the daemon that far off the true time; it notices within a second. */
  private void jump(int seconds) throws IOException {
    Path next = Files.writeString(clock.resolveSibling("clock.next"), "%+d".formatted(seconds));
    Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
    offsetSeconds = seconds;
    jumps++;
  }

  /** Makes sure that the daemon has the clock that was set, or nothing would be tried. */
  private void requireJump(OttoProcess otto) throws Exception {
    JsonNode status = Setting.json(otto.get("/external/system/status"));
    long off = Math.abs(status.get("checkedAt").asLong() - now());
    if (off > Math.abs(offsetSeconds) * 500L) {
      throw new IllegalStateException("The clock of the daemon is " + off + " ms off the set one");
    }
  }

  private static void create(OttoProcess otto, String id, String schedule) throws Exception {
    String unused =
        otto.post(
            "/external/jobs",
            "{\"id\":\"%s\",\"type\":\"load\",%s,\"payload\":{\"prompt\":\"%s\"}}"
                .formatted(id, schedule, id));
  }

  private void awaitEnd(OttoProcess otto, String id) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isOver(otto, id)) {
      if (System.nanoTime() > end) {
        broken.add(id + " is not over: " + otto.get("/external/jobs/" + id));
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static boolean isOver(OttoProcess otto, String id) throws Exception {
    JsonNode job = Setting.json(otto.get("/external/jobs/" + id)).get("job");
    JsonNode runs = Setting.json(otto.get("/external/jobs/" + id + "/runs")).get("runs");
    boolean over = !job.get("terminalState").isNull() && !runs.isEmpty();
    for (JsonNode run : runs) {
      over &= !run.get("finishedAt").isNull();
    }
    return over;
  }

  private void checkCron(OttoProcess otto) throws Exception {
    var times = new HashSet<Long>();
    JsonNode runs = Setting.json(otto.get("/external/jobs/cron/runs?limit=200")).get("runs");
    for (JsonNode run : runs) {
      if (!times.add(run.get("scheduledFor").asLong())) {
        broken.add("a time of the cron job came twice: " + run);
      }
    }
  }

  private int promptedTwice() throws Exception {
    int twice = 0;
    for (var text : Setting.json(openCode.requests()).get("texts").properties()) {
      twice += text.getKey().startsWith("clock-") && text.getValue().asInt() > 1 ? 1 : 0;
    }
    if (twice > 0) {
      broken.add(twice + " jobs were prompted twice");
    }
    return twice;
  }
}
