package dev.otto.benchmarks;

import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of runs with 100,000 runs of 2,000 jobs: how long a start with runs that are not
 * searchable yet takes, how soon all are, and the time to the first byte of lists and searches.
 */
public final class RunsPage {
  private static final int RUNS = Integer.getInteger("runs", 100_000);
  private static final int JOBS = Integer.getInteger("jobs", 2_000);
  private static final int WARM_UP = Integer.getInteger("warmUp", 100);
  private static final int MEASURED = Integer.getInteger("measured", 200);
  private static final long PERIOD = TimeUnit.DAYS.toMillis(60);
  private static final int VOCABULARY = 30_000;
  private static final String COMMON = "common";
  private static final String USUAL = "usual";

  private final Random random = new Random(7);
  private final String[] words = new String[VOCABULARY];
  private final long now = System.currentTimeMillis();

  private RunsPage() {
    for (int i = 0; i < VOCABULARY; i++) {
      words[i] =
          random
              .ints(3 + random.nextInt(8), 'a', 'z' + 1)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
    }
    words[0] = COMMON;
    words[300] = USUAL;
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws Exception {
    Path home = Files.createTempDirectory("otto-runs");
    var benchmark = new RunsPage();
    try (var openCode = StandInOpenCode.start().models(ModelsPage.models())) {
      System.out.println(Machine.description());
      System.out.printf("%,d runs of %,d jobs, %,d models%n", RUNS, JOBS, ModelsPage.MODELS);
      Otto.start(ModelsPage.environment(openCode, home)).close();
      Path database = home.resolve("data/otto-state.db");
      benchmark.fill(database);
      System.out.printf("database %40d MB%n", Files.size(database) / 1_000_000);
      start(openCode, home, "start, nothing searchable yet");
      long began = System.nanoTime();
      try (var otto = Otto.start(ModelsPage.environment(openCode, home))) {
        var visitor = new TimedVisitor(otto);
        awaitSearchable(visitor);
        System.out.printf("all searchable after %30d s%n", seconds(began));
        System.out.printf("database %40d MB%n", Files.size(database) / 1_000_000);
        benchmark.measure(visitor);
      }
      start(openCode, home, "start, all searchable");
    }
    System.exit(0);
  }

  private static void start(StandInOpenCode openCode, Path home, String name) throws Exception {
    var millis = new double[5];
    for (int i = 0; i < millis.length; i++) {
      long began = System.nanoTime();
      Otto otto = Otto.start(ModelsPage.environment(openCode, home));
      millis[i] = (System.nanoTime() - began) / 1e6;
      otto.close();
    }
    TimedVisitor.tell(name, millis);
  }

  private static void awaitSearchable(TimedVisitor visitor) throws Exception {
    while (visitor.text("/runs?text=" + COMMON).contains("are not known yet")) {
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private static long seconds(long began) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
  }

  private void measure(TimedVisitor visitor) throws Exception {
    String job = "jobId=job-77";
    String from = "from=" + LocalDate.now(ZoneOffset.UTC).minusDays(3);
    var lists = new ArrayList<>(List.of("", "?state=failed,lost", "?" + job, "?" + from));
    lists.addAll(
        List.of(
            "?state=lost",
            "?modelRef=provider-3/model-78-fast",
            "?modelRef=nobody/nothing",
            "?flow=heartbeat",
            "?flow=scheduledTasks",
            "?fallback=true",
            "?minCostUsd=0.99",
            "?minCostUsd=5"));
    lists.addAll(further(visitor, ""));
    var searches =
        new ArrayList<>(
            List.of(
                "?text=" + COMMON,
                "?text=" + words[VOCABULARY - 1],
                "?text=" + COMMON + "+" + USUAL,
                "?text=%22" + COMMON + "+" + USUAL + "%22",
                "?text=" + COMMON.substring(0, 3) + "*",
                "?text=" + COMMON + "&state=failed",
                "?text=" + COMMON + "&" + job,
                "?text=" + COMMON + "&modelRef=nobody/nothing",
                "?text=" + USUAL + "&minCostUsd=0.99",
                "?text=" + USUAL + "&" + from));
    searches.addAll(further(visitor, "?text=" + COMMON));
    for (String each : lists) {
      visitor.page("runs" + short40(each), List.of("/runs" + each), 20, 60);
    }
    for (String each : searches) {
      visitor.page("runs" + short40(each), List.of("/runs" + each), 20, 60);
    }
    visitor.page("lists by turns", paths(lists), WARM_UP, MEASURED);
    visitor.page("searches by turns", paths(searches), WARM_UP, MEASURED);
    visitor.page("overview", List.of("/"), 20, 60);
  }

  private static String short40(String query) {
    return query.substring(0, Math.min(36, query.length()));
  }

  private static List<String> paths(List<String> queries) {
    return queries.stream().map(query -> "/runs" + query).toList();
  }

  /** Returns the query of the third page. */
  private static List<String> further(TimedVisitor visitor, String query) throws Exception {
    String next = query;
    for (int i = 0; i < 2; i++) {
      Matcher link =
          Pattern.compile("rel=\"next\" href=\"/runs([^\"]+)\"")
              .matcher(visitor.text("/runs" + next));
      if (!link.find()) {
        throw new IllegalStateException("/runs" + next + " has no next page");
      }
      next = link.group(1).replace("&amp;", "&");
    }
    return List.of(next);
  }

  private void fill(Path database) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      connection.setAutoCommit(false);
      try (PreparedStatement job =
          connection.prepareStatement(
              """
              INSERT INTO jobs (id, type, schedule_type, run_at, terminal_state, created_at,
                updated_at)
              VALUES (?, ?, 'oneshot', 1, 'completed', 1, 1)
              """)) {
        for (int i = 0; i < JOBS; i++) {
          job.setString(1, "job-" + i);
          job.setString(2, "prompt");
          job.execute();
        }
      }
      try (PreparedStatement run =
          connection.prepareStatement(
              """
              INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state, error_code,
                error_message, result_json, requested_model_ref, resolved_model_ref,
                served_model_ref, model_source, cost_usd, input_tokens, output_tokens,
                usage_complete)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1200, 300, 1)
              """)) {
        for (int i = 0; i < RUNS; i++) {
          bind(run, i);
          run.execute();
        }
      }
      connection.commit();
    }
  }

  private void bind(PreparedStatement run, int number) throws SQLException {
    boolean failed = number % 20 == 0;
    long started = now - PERIOD + PERIOD / RUNS * number;
    String model = "provider-" + number % 75 + "/model-" + number % 300 * 26 + "-fast";
    Object[] columns = {
      new UUID(random.nextLong(), random.nextLong()).toString(),
      "job-" + random.nextInt(JOBS),
      started,
      started + 5_000,
      started,
      failed ? "failed" : "succeeded",
      failed ? "timeout" : null,
      failed ? "OpenCode did not answer in time: " + text(8) : null,
      failed
          ? null
          : "{\"status\":\"success\",\"summary\":\"%s\",\"errors\":[]}"
              .formatted(text(number % 10 == 0 ? 400 : 80)),
      model,
      model,
      failed ? null : model,
      number % 50 == 0 ? "fallback_chain" : "job",
      number % 3 == 0 ? random.nextDouble() : null
    };
    for (int i = 0; i < columns.length; i++) {
      run.setObject(i + 1, columns[i]);
    }
  }

  /** Returns words as often as in a language: the second half as often as the first, and so on. */
  private String text(int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int rank = (int) Math.exp(random.nextDouble() * Math.log(VOCABULARY)) - 1;
      text.append(i == 0 ? "" : i % 12 == 0 ? ".\\n" : " ").append(words[rank]);
    }
    return text.toString();
  }
}
