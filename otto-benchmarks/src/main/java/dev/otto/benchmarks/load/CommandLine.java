package dev.otto.benchmarks.load;

import dev.otto.benchmarks.BenchmarkModels;
import dev.otto.benchmarks.Figures;
import dev.otto.benchmarks.Machine;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The time of {@code ottoctl model list} from the archive beside that of {@code node -e 0}, in
 * alternating pairs: wall-clock time, which other programs disturb, and processor time. The
 * launcher passes the program in the system property {@code ottoctl.command}.
 */
public final class CommandLine {
  private static final int MODELS = 3_000;
  private static final int PAIRS = Integer.getInteger("pairs", 40);
  private static final int WARM_UP = 3;
  // The same on every Linux: only the mean of many runs says more than a tick.
  private static final double MILLIS_PER_TICK = 10;

  private CommandLine() {}

  /** Takes no arguments; the number of pairs is a system property. */
  public static void main(String[] arguments) throws Exception {
    var models = BenchmarkModels.snapshot(MODELS);
    try (var openCode = StandInOpenCode.start().models(models.models())) {
      openCode.globalDefault(models.globalDefault());
      var setting = Setting.make(openCode.url(), 4);
      try (var otto = setting.start()) {
        otto.get("/external/models/catalog");
        measure(setting);
      }
    }
  }

  /** One run of a command. */
  private record Cost(double millis, double processorMillis) {}

  private static void measure(Setting setting) throws IOException, InterruptedException {
    List<Cost> list = new ArrayList<>();
    List<Cost> node = new ArrayList<>();
    for (int i = -WARM_UP; i < PAIRS; i++) {
      Cost listed = run(setting.home(), System.getProperty("ottoctl.command"), "model", "list");
      Cost noded = run(setting.home(), "node", "-e", "0");
      if (i >= 0) {
        list.add(listed);
        node.add(noded);
      }
    }
    System.out.println(Machine.description());
    print("ottoctl model list, " + MODELS + " models, ms", list.stream().map(Cost::millis));
    print("node -e 0, ms", node.stream().map(Cost::millis));
    print(
        "ratio of each pair",
        IntStream.range(0, PAIRS).mapToObj(i -> list.get(i).millis() / node.get(i).millis()));
    double listed = processorMillis(list);
    double noded = processorMillis(node);
    System.out.printf(
        "processor time, mean ms: ottoctl model list %.1f, node -e 0 %.1f, ratio %.2f%n",
        listed, noded, listed / noded);
  }

  private static double processorMillis(List<Cost> runs) {
    return runs.stream().mapToDouble(Cost::processorMillis).average().orElseThrow();
  }

  private static Cost run(Path home, String... command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OTTO_HOME", home.toString());
    long ticks = childTicks();
    long before = System.nanoTime();
    int exit = builder.start().waitFor();
    double millis = (System.nanoTime() - before) / 1e6;
    if (exit != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + exit);
    }
    return new Cost(millis, (childTicks() - ticks) * MILLIS_PER_TICK);
  }

  /**
   * Returns the processor time that the kernel counts for child processes that have ended, and for
   * theirs; see man proc.
   */
  private static long childTicks() throws IOException {
    String[] fields =
        Files.readString(Path.of("/proc/self/stat")).replaceAll(".*\\) ", "").split(" ", -1);
    return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
  }

  private static void print(String what, Stream<Double> figures) {
    var rounds = figures.mapToDouble(Double::doubleValue).toArray();
    System.out.println(what + ": " + Figures.of(rounds));
  }
}
