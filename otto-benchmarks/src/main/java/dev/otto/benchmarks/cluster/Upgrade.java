package dev.otto.benchmarks.cluster;

import dev.otto.benchmarks.Machine;
import dev.otto.benchmarks.load.OttoProcess;
import dev.otto.benchmarks.load.Setting;
import dev.otto.benchmarks.load.StandInProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade of an Otto on its own with many jobs to this version, its move to PostgreSQL, and the
 * first start of a cluster there. Some jobs are due in the first minutes; the others are of all
 * kinds and due later, paused or over. Exits with 1 if a job was lost or ran twice.
 */
public final class Upgrade {
  private static final int JOBS = Integer.getInteger("jobs", 100_000);
  private static final int DUE = Integer.getInteger("due", 300);
  private static final int NODES = Integer.getInteger("nodes", 2);

  /** The seconds after which the first job is due, once all are stored. */
  private static final int DUE_AFTER = Integer.getInteger("dueAfter", 120);

  private static final int IN_FLIGHT = 16;
  private static final int PROMPT_MILLIS = 50;
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  /** The kind of a job; one without minutes and cron runs once. */
  private record Kind(
      @Nullable Integer minutes, @Nullable String cron, boolean paused, boolean over) {}

  /** The kinds of ten jobs; the first three are those of jobs that are due. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(null, null, false, false),
          new Kind(600, null, false, false),
          new Kind(null, "0 0 1 1 *", false, false),
          new Kind(1_440, null, false, false),
          new Kind(90, null, false, false),
          new Kind(null, "30 4 1 * *", false, false),
          new Kind(null, "*/5 9-17 * * 1-5", false, false),
          new Kind(null, null, false, false),
          new Kind(60, null, true, false),
          new Kind(null, null, false, true));

  private final Setting single;
  private final StandInProcess openCode;
  private final List<String> broken = new ArrayList<>();

  private Upgrade(StandInProcess openCode) throws IOException {
    this.openCode = openCode;
    this.single = Setting.make(openCode.url(), IN_FLIGHT);
  }

  /** Takes no arguments; the sizes and the older version are system properties. */
  public static void main(String[] arguments) throws Exception {
    String before = System.getProperty("before", "");
    if (before.isEmpty()) {
      System.err.println(
          "-Dbefore=…/bin/otto names the older version: unpack its archive, or make it from its"
              + " commit with ./mvnw package -Dquick -Pdist");
      System.exit(2);
    }
    System.out.println(Machine.description());
    List<String> broken;
    try (var openCode = StandInProcess.start(PROMPT_MILLIS)) {
      var upgrade = new Upgrade(openCode);
      upgrade.run(List.of(before));
      broken = upgrade.broken;
    }
    broken.forEach(promise -> System.out.println("BROKEN: " + promise));
    System.out.println(broken.size() + " promises broken");
    System.exit(broken.isEmpty() ? 0 : 1);
  }

  private void run(List<String> before) throws Exception {
    OttoProcess.start(before, single.home(), single.port(), Map.of()).close();
    long firstDue = System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(DUE_AFTER);
    List<String> filled;
    try (Connection file = file()) {
      fill(file, firstDue);
      filled = new ClusterRows(file).jobsByKind();
    }
    System.out.printf("%,d jobs, %,d of them due a second apart: %s%n", JOBS, DUE, filled);
    startAlone("the older version", before);
    startAlone("this version, on the same file", OttoProcess.COMMAND);
    try (Connection file = file()) {
      same("by the upgrade", filled, new ClusterRows(file).jobsByKind());
    }
    EmbeddedPostgres postgres = Cluster.postgres(true);
    move(postgres.getJdbcUrl("postgres", "postgres").replaceFirst("\\?.*", ""));
    try (Connection server = postgres.getPostgresDatabase().getConnection()) {
      same("by the move", filled, new ClusterRows(server).jobsByKind());
    }
    startCluster(postgres, filled, firstDue);
  }

  private void startAlone(String name, List<String> command) throws Exception {
    long began = System.nanoTime();
    try (var otto = OttoProcess.start(command, single.home(), single.port(), Map.of())) {
      otto.awaitStarted();
      System.out.printf(
          "%s: started after %.1f s, at most %d MiB%n",
          name, seconds(began), otto.peakKib() / 1024);
    }
  }

  private void move(String url) throws IOException, InterruptedException {
    Files.writeString(
        single.home().resolve("config.jsonc"),
        "{ \"database\": { \"url\": \"%s\", \"user\": \"postgres\" } }".formatted(url));
    var command = new ArrayList<>(OttoProcess.COMMAND);
    command.addAll(List.of("move", "--to", url));
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("OTTO_HOME", single.home().toString());
    builder.environment().put("OTTO_CONFIG", single.home().resolve("config.jsonc").toString());
    long began = System.nanoTime();
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new IOException("otto move ended with " + status);
    }
    System.out.printf("otto move: %.1f s%n", seconds(began));
  }

  private void startCluster(EmbeddedPostgres postgres, List<String> filled, long firstDue)
      throws Exception {
    long began = System.nanoTime();
    var allSet = CompletableFuture.supplyAsync(() -> secondsUntilAllAreSet(postgres, began));
    try (var cluster = Cluster.start(postgres, NODES, IN_FLIGHT, PROMPT_MILLIS)) {
      long started = System.currentTimeMillis();
      System.out.printf("%d nodes started after %.1f s%n", NODES, seconds(began));
      System.out.printf("every job that waits has its trigger after %.1f s%n", allSet.join());
      awaitDue(cluster.rows(), firstDue);
      for (ClusterNode node : cluster.nodes()) {
        System.out.printf("a node took at most %d MiB%n", node.otto().peakKib() / 1024);
      }
      judge(cluster, started);
      same("by the cluster", filled, cluster.rows().jobsByKind());
    }
  }

  private static double secondsUntilAllAreSet(EmbeddedPostgres postgres, long began) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      var rows = new ClusterRows(connection);
      while (rows.withoutTrigger() > 0) {
        TimeUnit.MILLISECONDS.sleep(500);
      }
      return seconds(began);
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until each job that is due has a run with an end, or should have had one for long. */
  private static void awaitDue(ClusterRows rows, long firstDue) throws Exception {
    long until =
        Math.max(firstDue + TimeUnit.SECONDS.toMillis(DUE), System.currentTimeMillis())
            + TimeUnit.MINUTES.toMillis(1);
    while (rows.jobsWithAnEnd() < DUE && System.currentTimeMillis() < until) {
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private void judge(Cluster cluster, long started) throws Exception {
    ClusterRows rows = cluster.rows();
    List<Long> delays = rows.delaysAfter(started);
    if (delays.isEmpty()) {
      System.out.println("no job was due after the start; -Ddue and -DdueAfter are too small");
    } else {
      System.out.printf(
          "%d jobs were due after the start: begun after %d ms p50, %d ms p99, %d ms at most%n",
          delays.size(),
          delays.get(delays.size() / 2),
          delays.get(delays.size() * 99 / 100),
          delays.getLast());
    }
    var prompts = new HashMap<>(cluster.prompts());
    Cluster.addPrompts(prompts, openCode);
    prompts.keySet().removeIf(text -> !text.matches("(due|load)-\\d+"));
    for (int i = 0; i < DUE; i++) {
      int times = prompts.getOrDefault("due-" + i, 0);
      if (times != 1) {
        broken.add("due-%d was prompted %d times".formatted(i, times));
      }
    }
    if (prompts.size() > DUE) {
      broken.add("%d jobs were prompted that were not due".formatted(prompts.size() - DUE));
    }
    rows.claimedTwice().forEach(job -> broken.add("a fire time was claimed twice: " + job));
  }

  private void same(String what, List<String> before, List<String> after) {
    if (!before.equals(after)) {
      broken.add("jobs were changed %s: %s".formatted(what, after));
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Stores the jobs as the older version does, by SQL, since its API takes some minutes for it. */
  private static void fill(Connection file, long firstDue) throws SQLException {
    file.setAutoCommit(false);
    try (PreparedStatement insert =
        file.prepareStatement(
            """
            INSERT INTO jobs (id, type, schedule_type, run_at, cadence_minutes, cron, time_zone,
              payload, paused, next_run_at, terminal_state, terminal_reason, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1)
            """)) {
      for (int i = 0; i < JOBS; i++) {
        boolean due = i < DUE;
        Kind kind = due ? KINDS.get(i % 3) : KINDS.get(i % KINDS.size());
        long at = due ? firstDue + i * 1_000L : firstDue + 2 * HOUR + i * 100L;
        add(insert, (due ? "due-" : "load-") + i, due ? "due" : "load", kind, at);
      }
    }
    file.commit();
  }

  private static void add(PreparedStatement insert, String id, String type, Kind kind, long at)
      throws SQLException {
    boolean once = kind.cron() == null && kind.minutes() == null;
    Object[] columns = {
      id,
      type,
      once ? "oneshot" : "recurring",
      once ? at : null,
      kind.minutes(),
      kind.cron(),
      kind.cron() == null ? null : "UTC",
      "{\"prompt\":\"" + id + "\"}",
      kind.paused() ? 1 : 0,
      kind.over() ? null : at,
      kind.over() ? "completed" : null,
      kind.over() ? "It ran" : null
    };
    for (int i = 0; i < columns.length; i++) {
      insert.setObject(i + 1, columns[i]);
    }
    insert.execute();
  }

  private Connection file() throws SQLException {
    Path file = single.home().resolve("data/otto-state.db");
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
