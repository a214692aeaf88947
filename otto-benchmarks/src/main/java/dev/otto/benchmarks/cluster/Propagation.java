package dev.otto.benchmarks.cluster;

import dev.otto.benchmarks.load.OttoProcess.HttpAnswer;
import dev.otto.scheduler.config.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The time until a change that one node answered is in force on all: a flow default, the model of a
 * job, and a rotated token, in turns. Each node is asked again and again, and goes on being asked
 * for a moment, since it may not say an older value after the newer one.
 */
final class Propagation {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final int MORE_LOOKS = 10;

  private final Cluster cluster;
  private final List<String> models;
  private final Random random = new Random(7);
  private final SecureRandom tokens = new SecureRandom();
  private final List<String> broken = new ArrayList<>();

  Propagation(Cluster cluster, List<String> models) {
    this.cluster = cluster;
    this.models = models;
  }

  /** A question that a node answers with whether it has the value. */
  @FunctionalInterface
  private interface Look {
    boolean isInForce(ClusterNode node) throws IOException, InterruptedException;
  }

  /** Makes as many changes, prints the times, and returns what was broken. */
  List<String> run(int changes) throws Exception {
    List<String> names = List.of("flow default", "job's model", "rotated token");
    long[][] took = new long[names.size()][changes / names.size()];
    for (int i = 0; i < changes / names.size(); i++) {
      String model = models.get(i % models.size());
      took[0][i] = flowDefault(model);
      took[1][i] = jobModel(model);
      took[2][i] = token();
    }
    for (int kind = 0; kind < took.length; kind++) {
      print(names.get(kind), took[kind]);
    }
    return broken;
  }

  private ClusterNode any() {
    return cluster.nodes().get(random.nextInt(cluster.nodes().size()));
  }

  private long flowDefault(String model) throws Exception {
    change("PATCH", "/external/models/defaults", Changes.defaultOf(model));
    return untilAllHave(
        node -> model.equals(Changes.heartbeat(node.otto().get("/external/models/defaults"))));
  }

  private long jobModel(String model) throws Exception {
    change("PATCH", Changes.job(0), Changes.modelOf(model));
    return untilAllHave(node -> model.equals(Changes.jobModel(node.otto().get(Changes.job(0)))));
  }

  private void change(String method, String path, String body) throws Exception {
    HttpAnswer answer = any().otto().call(method, path, body);
    if (answer.status() != 200) {
      throw new IOException(path + " answered " + answer.status() + ": " + answer.body());
    }
  }

  private long token() throws Exception {
    ClusterNode node = any();
    TokenFile.rotate(node.tokenFile(), tokens);
    String token = Files.readString(node.tokenFile()).strip();
    return untilAllHave(it -> it.accepts(token));
  }

  /** Returns the nanoseconds from now until each node has it. */
  private long untilAllHave(Look look) throws Exception {
    long from = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Long>> looks =
          cluster.nodes().stream().<Callable<Long>>map(node -> () -> watched(node, look)).toList();
      long last = from;
      for (Future<Long> at : threads.invokeAll(looks)) {
        last = Math.max(last, at.get());
      }
      return last - from;
    }
  }

  private long watched(ClusterNode node, Look look) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (!look.isInForce(node)) {
      if (System.nanoTime() > end) {
        throw new IOException("a change is not in force after a minute at " + node.otto().url());
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    long since = System.nanoTime();
    for (int i = 0; i < MORE_LOOKS; i++) {
      if (!look.isInForce(node)) {
        note("an older value after the newer one at " + node.otto().url());
      }
    }
    return since;
  }

  private synchronized void note(String promise) {
    broken.add(promise);
  }

  private static void print(String what, long[] took) {
    Arrays.sort(took);
    System.out.printf(
        "%,d times a %s: in force on all nodes after p50 %.1f ms, p99 %.1f ms, slowest %.1f ms%n",
        took.length,
        what,
        took[took.length / 2] / 1e6,
        took[took.length * 99 / 100] / 1e6,
        took[took.length - 1] / 1e6);
  }
}
