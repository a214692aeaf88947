package dev.otto.benchmarks.cluster;

import dev.otto.benchmarks.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A cluster behind HAProxy whose nodes are restarted one after the other, as operators do it:
 * drained, stopped with SIGTERM, started, resumed, while clients read and write. No request may
 * fail, and each one-shot is prompted once. They may begin with an older version, which the
 * restarts bring to this one. Exits with 1 if a promise was broken.
 */
public final class Restarts {
  private static final int NODES = Integer.getInteger("nodes", 3);
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final int CLIENTS = Integer.getInteger("clients", 8);
  private static final int IN_FLIGHT = 8;
  private static final int PROMPT_MILLIS = 1_000;
  private static final int SHOWN = 20;
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(3);

  private final Cluster cluster;
  private final ProxiedClients clients;
  private final List<Double> drains = new ArrayList<>();
  private final List<Double> stops = new ArrayList<>();
  private final List<Double> starts = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  private Restarts(Cluster cluster, ProxiedClients clients) {
    this.cluster = cluster;
    this.clients = clients;
  }

  /** Takes no arguments; the numbers are system properties. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(Machine.description());
    List<String> broken;
    try (var cluster = Cluster.start(NODES, IN_FLIGHT, PROMPT_MILLIS);
        var proxy = Proxy.start(cluster.nodes())) {
      ClusterNode first = cluster.nodes().getFirst();
      try (var clients =
          new ProxiedClients(proxy.url(), first.otto().token(), Changes.models(first))) {
        broken = new Restarts(cluster, clients).run();
      }
      if (!broken.isEmpty()) {
        System.out.println("what HAProxy saw: " + proxy.log());
      }
    }
    broken.forEach(promise -> System.out.println("BROKEN: " + promise));
    System.out.println(broken.size() + " promises broken");
    System.exit(broken.isEmpty() ? 0 : 1);
  }

  private List<String> run() throws Exception {
    clients.start(CLIENTS);
    for (int round = 0; round < ROUNDS; round++) {
      for (ClusterNode node : cluster.nodes()) {
        restart(node);
      }
    }
    clients.close();
    clients.print();
    requireRequests();
    requirePrompts();
    return broken;
  }

  private void restart(ClusterNode node) throws Exception {
    String id = node.id();
    long begin = System.nanoTime();
    clients.drain(id, true);
    while (!clients.isDrained(id)) {
      if (System.nanoTime() - begin > PATIENCE) {
        broken.add(id + " was not drained");
        break;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    long drained = System.nanoTime();
    node.terminate();
    long stopped = System.nanoTime();
    node.start();
    long started = System.nanoTime();
    clients.drain(id, false);
    drains.add((drained - begin) / 1e9);
    stops.add((stopped - drained) / 1e9);
    starts.add((started - stopped) / 1e9);
  }

  private void requireRequests() {
    List<String> failures = clients.failures();
    failures.stream().limit(SHOWN).forEach(broken::add);
    if (failures.size() > SHOWN) {
      broken.add("and " + (failures.size() - SHOWN) + " requests more that failed");
    }
  }

  private void requirePrompts() throws Exception {
    long end = System.nanoTime() + PATIENCE;
    while (cluster.rows().onesLeft() > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    Set<String> created = clients.created();
    Map<String, Integer> prompts = cluster.prompts();
    List<String> wrong = created.stream().filter(id -> prompts.getOrDefault(id, 0) != 1).toList();
    wrong.forEach(id -> broken.add(id + " was prompted " + prompts.getOrDefault(id, 0) + " times"));
    long lost = cluster.rows().lost();
    if (lost > 0) {
      broken.add(lost + " runs were lost");
    }
    if (created.isEmpty()) {
      broken.add("no one-shot was created, so nothing was shown");
    }
    System.out.printf(
        "%d restarts of %d nodes: drained after %s, stopped after %s, started after %s%n",
        starts.size(), cluster.nodes().size(), seconds(drains), seconds(stops), seconds(starts));
    System.out.printf(
        "%,d one-shots created, %,d prompted once, %,d otherwise, %,d runs lost%n",
        created.size(), created.size() - wrong.size(), wrong.size(), lost);
  }

  private static String seconds(List<Double> all) {
    List<Double> sorted = all.stream().sorted().toList();
    return "%.1f to %.1f s".formatted(sorted.getFirst(), sorted.getLast());
  }
}
