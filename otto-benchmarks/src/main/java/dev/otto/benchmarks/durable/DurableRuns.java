package dev.otto.benchmarks.durable;

import dev.otto.benchmarks.Figures;
import dev.otto.benchmarks.Lap;
import dev.otto.benchmarks.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The number of due one-shots that each scheduler completes per second, doing nothing in them, when
 * every commit is synced. The contenders take turns, so that all see the same machine.
 */
public final class DurableRuns {
  private static final int JOBS = Integer.getInteger("jobs", 5_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int THREADS = Integer.getInteger("threads", 16);
  private static final int CONNECTIONS = Integer.getInteger("connections", 4);

  /** A strong reference, because the JDK's logging forgets unreferenced loggers. */
  private static final Logger LOGS = Logger.getLogger("");

  private DurableRuns() {}

  /**
   * Takes no arguments, or {@code budgets}: Otto beside itself with budgets; the sizes are system
   * properties.
   */
  public static void main(String[] arguments) throws Exception {
    LOGS.setLevel(Level.WARNING);
    var otto = new OttoContender(THREADS, false);
    List<Contender> contenders =
        List.of(arguments).contains("budgets")
            ? List.of(otto, new OttoContender(THREADS, true))
            : List.of(
                otto, new DbScheduler(THREADS, CONNECTIONS), new JobRunr(THREADS, CONNECTIONS));
    double[][] rates = new double[contenders.size()][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      for (int i = 0; i < rates.length; i++) {
        double rate = lap(contenders.get(i)).perSecond();
        if (round >= 0) {
          rates[i][round] = rate;
        }
      }
    }
    report(contenders, rates);
  }

  private static Lap lap(Contender contender) throws Exception {
    Path folder = Files.createTempDirectory("otto-durable");
    try {
      return contender.run(folder.resolve("state.db"), JOBS);
    } finally {
      delete(folder);
    }
  }

  private static void report(List<Contender> contenders, double[][] rates) {
    System.out.println(Machine.description());
    System.out.printf(
        "%,d one-shots due now, no-op, SQLite WAL synchronous=FULL, %d threads; %d rounds%n",
        JOBS, THREADS, ROUNDS);
    double first = Figures.of(rates[0]).median();
    for (int i = 0; i < rates.length; i++) {
      Figures figures = Figures.of(rates[i]);
      System.out.printf(
          "%-22s %s runs a second; %.2f of %s%n",
          contenders.get(i).name(),
          figures,
          figures.median() / first,
          contenders.getFirst().name());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
