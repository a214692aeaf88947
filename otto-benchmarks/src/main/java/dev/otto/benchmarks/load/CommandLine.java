package dev.otto.benchmarks.load;

import dev.otto.benchmarks.Figures;
import dev.otto.benchmarks.Machine;
import dev.otto.benchmarks.Models;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long {@code ottoctl model list} of the archive takes beside {@code node -e 0}, in alternating
 * pairs. The launcher passes the program in the system property {@code ottoctl.command}.
 */
public final class CommandLine {
  private static final int MODELS = 3_000;
  private static final int PAIRS = Integer.getInteger("pairs", 40);
  private static final int WARM_UP = 3;

  private CommandLine() {}

  /** Takes no arguments; the number of pairs is a system property. */
  public static void main(String[] arguments) throws Exception {
    var models = Models.snapshot(MODELS);
    try (var openCode = StandInOpenCode.start().models(models.models())) {
      openCode.globalDefault(models.globalDefault());
      var setting = Setting.make(openCode.url(), 4);
      try (var otto = setting.start()) {
        otto.get("/external/models/catalog");
        measure(setting);
      }
    }
  }

  private static void measure(Setting setting) throws IOException, InterruptedException {
    List<Double> list = new ArrayList<>();
    List<Double> node = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    for (int i = -WARM_UP; i < PAIRS; i++) {
      double listed =
          millis(setting.home(), System.getProperty("ottoctl.command"), "model", "list");
      double noded = millis(setting.home(), "node", "-e", "0");
      if (i >= 0) {
        list.add(listed);
        node.add(noded);
        ratio.add(listed / noded);
      }
    }
    System.out.println(Machine.description());
    print("ottoctl model list, " + MODELS + " models, ms", list);
    print("node -e 0, ms", node);
    print("ratio of each pair", ratio);
  }

  private static double millis(Path home, String... command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OTTO_HOME", home.toString());
    long before = System.nanoTime();
    int exit = builder.start().waitFor();
    double millis = (System.nanoTime() - before) / 1e6;
    if (exit != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + exit);
    }
    return millis;
  }

  private static void print(String what, List<Double> figures) {
    var rounds = figures.stream().mapToDouble(Double::doubleValue).toArray();
    System.out.println(what + ": " + Figures.of(rounds));
  }
}
