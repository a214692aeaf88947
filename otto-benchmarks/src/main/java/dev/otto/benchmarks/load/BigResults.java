package dev.otto.benchmarks.load;

import dev.otto.benchmarks.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Many runs with big results, read by eight clients at once: pages of a job's runs, the latest runs
 * and, with each page, one run that is streamed whole. The daemon has the memory that it is shipped
 * with. The store is written by SQL: it takes ten gigabytes of disk, which are freed at the end.
 */
public final class BigResults {
  private static final int RUNS = Integer.getInteger("runs", 10_000);
  private static final int BYTES = Integer.getInteger("bytes", 1_000_000);
  private static final int CLIENTS = Integer.getInteger("clients", 8);
  private static final int PAGE = 200;

  private final OttoProcess otto;

  private BigResults(OttoProcess otto) {
    this.otto = otto;
  }

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    try (var openCode = StandInProcess.start(0)) {
      var setting = Setting.make(openCode.url(), 4);
      try {
        setting.start().close();
        fill(setting.home().resolve("data/otto-state.db"));
        try (var otto = setting.start()) {
          System.out.printf(
              "%s%n%,d runs of %,d bytes, %d clients%n",
              Machine.description(), RUNS, BYTES, CLIENTS);
          new BigResults(otto).run();
        }
      } finally {
        delete(setting.home());
      }
    }
  }

  private static void fill(Path database) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO jobs (id, type, schedule_type, run_at, terminal_state, created_at, updated_at)
          VALUES ('big', 'load', 'oneshot', 1, 'completed', 1, 1)
          """);
      statement.execute(
          """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
          INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state, result_json,
            result_truncated)
          SELECT 'run-' || i, 'big', %d + i, %d + i, 1, 'succeeded',
            json_object('status', 'success', 'summary', printf('%%.2000c', 'x'), 'errors',
              json_array()), 1 FROM n
          """
              .formatted(RUNS, System.currentTimeMillis() - RUNS, System.currentTimeMillis()));
      statement.execute(
          """
          INSERT INTO run_results (run_id, result_json, truncated)
          SELECT id, json_object('status', 'success', 'summary', printf('%%.%dc', 'x'), 'errors',
            json_array()), 0 FROM runs WHERE job_id = 'big'
          """
              .formatted(BYTES));
    }
  }

  private void run() throws Exception {
    pages(0);
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Took>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(threads.submit(() -> pages(client)));
      }
      var all = new Took(new ArrayList<>(), new ArrayList<>());
      for (var client : clients) {
        all.lists().addAll(client.get().lists());
        all.runs().addAll(client.get().runs());
      }
      print("pages of " + PAGE + " runs", all.lists());
      print("single runs", all.runs());
      System.out.printf("the daemon lives, resident %d MiB%n", otto.residentKib() / 1024);
    }
  }

  /** The milliseconds of each request. */
  private record Took(List<Double> lists, List<Double> runs) {}

  private Took pages(int client) throws IOException, InterruptedException {
    var took = new Took(new ArrayList<>(), new ArrayList<>());
    for (int offset = 0; offset < RUNS; offset += PAGE) {
      String list = "/external/jobs/big/runs?limit=" + PAGE + "&offset=" + offset;
      took.lists().add(read(list, Math.min(PAGE, RUNS - offset) * 2_000));
      took.lists().add(read("/external/runs?limit=100", 100 * 2_000));
      int run = 1 + (offset + client * PAGE / CLIENTS) % RUNS;
      took.runs().add(read("/external/jobs/big/runs/run-" + run, BYTES));
    }
    return took;
  }

  private double read(String path, int minBytes) throws IOException, InterruptedException {
    long before = System.nanoTime();
    String answer = otto.get(path);
    double millis = (System.nanoTime() - before) / 1e6;
    if (answer.length() < minBytes) {
      throw new IOException(path + " has only " + answer.length() + " characters");
    }
    return millis;
  }

  private static void print(String what, List<Double> took) {
    List<Double> sorted = took.stream().sorted().toList();
    System.out.printf(
        "%,d %s: p50 %.0f ms, p99 %.0f ms, slowest %.0f ms%n",
        sorted.size(),
        what,
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 99 / 100),
        sorted.getLast());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}
