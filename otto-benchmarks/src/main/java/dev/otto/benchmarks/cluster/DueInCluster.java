package dev.otto.benchmarks.cluster;

import dev.otto.benchmarks.Figures;
import dev.otto.benchmarks.Machine;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The number of due one-shots that the nodes of each scheduler complete per second, doing nothing
 * in them, on the same PostgreSQL. The contenders take turns, so that all see the same machine; the
 * nodes are in one process, each with as many threads as an Otto has where nothing is set.
 */
public final class DueInCluster {
  private static final int JOBS = Integer.getInteger("jobs", 2_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final int THREADS = Integer.getInteger("threads", 16);
  private static final List<Integer> NODES =
      Arrays.stream(System.getProperty("nodes", "1,2,4,8").split(","))
          .map(Integer::valueOf)
          .toList();

  /** False for a server whose commits do not wait for its disk. */
  private static final boolean DURABLE =
      Boolean.parseBoolean(System.getProperty("durable", "true"));

  /** A strong reference, because the JDK's logging forgets unreferenced loggers. */
  private static final Logger LOGS = Logger.getLogger("");

  private DueInCluster() {}

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    LOGS.setLevel(Level.WARNING);
    System.out.println(Machine.description());
    System.out.printf(
        "%,d one-shots due now, no-op, %d threads a node; %d rounds; commits %s%n",
        JOBS, THREADS, ROUNDS, DURABLE ? "wait for the disk" : "do not wait for the disk");
    List<Contender> contenders =
        List.of(new OttoContender(), new QuartzContender(), new DbSchedulerContender());
    try (EmbeddedPostgres postgres = Cluster.postgres(DURABLE)) {
      for (int nodes : NODES) {
        report(nodes, contenders, rates(postgres, nodes, contenders));
      }
    }
  }

  /** Returns the rates of each contender; the round that warms up is not among them. */
  private static double[][] rates(EmbeddedPostgres postgres, int nodes, List<Contender> contenders)
      throws Exception {
    double[][] rates = new double[contenders.size()][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        double rate = inItsOwnDatabase(postgres, nodes, contenders.get(i));
        if (round >= 0) {
          rates[i][round] = rate;
        }
      }
    }
    return rates;
  }

  private static double inItsOwnDatabase(EmbeddedPostgres postgres, int nodes, Contender contender)
      throws Exception {
    execute(postgres, "CREATE DATABASE contender");
    try {
      String url = postgres.getJdbcUrl("postgres", "contender").replaceFirst("\\?.*", "");
      return contender.run(url, nodes, THREADS, JOBS);
    } finally {
      execute(postgres, "DROP DATABASE contender WITH (FORCE)");
    }
  }

  private static void execute(EmbeddedPostgres postgres, String statement) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement it = connection.createStatement()) {
      it.execute(statement);
    }
  }

  private static void report(int nodes, List<Contender> contenders, double[][] rates) {
    double quartz = Figures.of(rates[1]).median();
    System.out.printf("%d nodes:%n", nodes);
    for (int i = 0; i < rates.length; i++) {
      Figures figures = Figures.of(rates[i]);
      System.out.printf(
          "  %-22s %s runs a second; %.2f of %s%n",
          contenders.get(i).name(), figures, figures.median() / quartz, contenders.get(1).name());
    }
  }
}
