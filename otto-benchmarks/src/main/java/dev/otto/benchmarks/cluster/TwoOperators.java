package dev.otto.benchmarks.cluster;

import dev.otto.benchmarks.load.OttoProcess.HttpAnswer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two operators at two nodes who change the same flow default and the same jobs at the same time,
 * each to the model behind the one that they read: a change that is stored without having seen the
 * one before would leave fewer steps than changes were answered with 200.
 */
final class TwoOperators {
  private static final int JOBS = 4;

  private final Cluster cluster;
  private final List<String> models;
  private final List<AtomicInteger> stored = new ArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final List<String> broken = new ArrayList<>();

  TwoOperators(Cluster cluster, List<String> models) {
    this.cluster = cluster;
    this.models = models;
    for (int i = 0; i <= JOBS; i++) {
      stored.add(new AtomicInteger());
    }
  }

  /** Makes as many changes together, prints what became of them, and returns what was broken. */
  List<String> run(int changes) throws Exception {
    ClusterNode reader = cluster.nodes().getFirst();
    for (int target = 0; target <= JOBS; target++) {
      requireStored(send(reader, target, models.getFirst(), ""));
    }
    long audited = cluster.rows().auditEntries();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Object>> operators =
          List.of(operator(0, changes / 2), operator(1, changes - changes / 2));
      for (Future<Object> operator : threads.invokeAll(operators)) {
        Object unused = operator.get();
      }
    }
    int all = stored.stream().mapToInt(AtomicInteger::get).sum();
    System.out.printf(
        "%,d changes of two operators at two nodes: %,d stored, %,d refused because of a newer one%n",
        changes, all, refused.get());
    check(audited, all);
    return broken;
  }

  private void check(long audited, int all) throws Exception {
    for (ClusterNode node : cluster.nodes()) {
      for (int target = 0; target <= JOBS; target++) {
        String expected = models.get(stored.get(target).get() % models.size());
        String found = value(target, read(node, target).body());
        if (!expected.equals(found)) {
          broken.add(
              "%s is %s after %d changes".formatted(path(target), found, stored.get(target).get()));
        }
      }
    }
    requireAudit(audited, all);
  }

  private void requireAudit(long before, int all) throws SQLException {
    long entries = cluster.rows().auditEntries() - before;
    if (entries != all) {
      broken.add("the audit has %d entries of %d changes".formatted(entries, all));
    }
  }

  private Callable<Object> operator(int number, int changes) {
    var random = new Random(number);
    ClusterNode node = cluster.nodes().get(number);
    return () -> {
      for (int i = 0; i < changes; i++) {
        change(node, random.nextInt(JOBS + 1));
      }
      return changes;
    };
  }

  private void change(ClusterNode node, int target) throws Exception {
    HttpAnswer seen = read(node, target);
    int index = models.indexOf(value(target, seen.body()));
    HttpAnswer answer = send(node, target, models.get((index + 1) % models.size()), seen.tag());
    switch (answer.status()) {
      case 200 -> stored.get(target).incrementAndGet();
      case 409, 412 -> refused.incrementAndGet();
      default -> note(path(target) + " answered " + answer.status() + ": " + answer.body());
    }
  }

  private static void requireStored(HttpAnswer answer) {
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.status() + ": " + answer.body());
    }
  }

  private synchronized void note(String promise) {
    broken.add(promise);
  }

  private static String path(int target) {
    return target == JOBS ? "/external/models/defaults" : Changes.job(target);
  }

  private static HttpAnswer read(ClusterNode node, int target) throws Exception {
    return node.otto().call("GET", path(target), "");
  }

  private static HttpAnswer send(ClusterNode node, int target, String model, String tag)
      throws Exception {
    String body = target == JOBS ? Changes.defaultOf(model) : Changes.modelOf(model);
    return node.otto().call("PATCH", path(target), body, tag);
  }

  private static String value(int target, String body) {
    return target == JOBS ? Changes.heartbeat(body) : Changes.jobModel(body);
  }
}
