package dev.otto.benchmarks.load;

import dev.otto.benchmarks.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The processor time of a daemon with the default settings and jobs that are not due. */
public final class Idle {
  private static final int JOBS = Integer.getInteger("jobs", 100);
  private static final int SECONDS = Integer.getInteger("seconds", 60);
  private static final int SETTLE_SECONDS = Integer.getInteger("settle", 30);
  private static final int DEFAULT_IN_FLIGHT = 16;
  private static final long FAR = Duration.ofDays(300).toMillis();

  private Idle() {}

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    try (var openCode = StandInProcess.start(0);
        var otto = Setting.make(openCode.url(), DEFAULT_IN_FLIGHT).start().awaitStarted()) {
      for (int i = 0; i < JOBS; i++) {
        String body =
            """
            {"id":"idle-%d","type":"load","scheduleType":"oneshot","runAt":%d,"payload":{"prompt":"x"}}"""
                .formatted(i, System.currentTimeMillis() + FAR);
        otto.post("/external/jobs", body);
      }
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      Map<String, Long> before = nanosByThread(otto.pid());
      long begin = System.nanoTime();
      TimeUnit.SECONDS.sleep(SECONDS);
      report(before, nanosByThread(otto.pid()), System.nanoTime() - begin);
    }
  }

  private static void report(Map<String, Long> before, Map<String, Long> after, long nanos) {
    var used = new TreeMap<String, Long>();
    after.forEach(
        (thread, time) ->
            used.merge(
                thread.replaceFirst("^\\d+ ", ""),
                time - before.getOrDefault(thread, 0L),
                Long::sum));
    long all = used.values().stream().mapToLong(Long::longValue).sum();
    System.out.println(Machine.description());
    System.out.printf(
        "%d jobs that are not due, %d s: %.3f %% of a core%n",
        JOBS, nanos / 1_000_000_000, 100.0 * all / nanos);
    used.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .filter(thread -> thread.getValue() > 0)
        .forEach(
            thread ->
                System.out.printf(
                    "  %-16s %.4f %%%n", thread.getKey(), 100.0 * thread.getValue() / nanos));
  }

  /** Returns the time that each thread has run, as the kernel counts it, by number and name. */
  private static Map<String, Long> nanosByThread(long pid) throws Exception {
    var nanos = new HashMap<String, Long>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks.toList()) {
        String name = Files.readString(task.resolve("comm")).strip();
        String ran = Files.readString(task.resolve("schedstat")).split(" ")[0];
        nanos.put(task.getFileName() + " " + name, Long.parseLong(ran));
      }
    }
    return nanos;
  }
}
