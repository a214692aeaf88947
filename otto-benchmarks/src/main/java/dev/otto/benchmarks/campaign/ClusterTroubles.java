package dev.otto.benchmarks.campaign;

import dev.otto.benchmarks.cluster.Cluster;
import dev.otto.benchmarks.cluster.ClusterNode;
import dev.otto.benchmarks.cluster.ClusterRows;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Several Ottos on one PostgreSQL, of which one after the other gets into trouble: no fire time may
 * be prompted twice at any OpenCode, no job may be lost, and each run of the one in trouble has an
 * end soon, by itself where it is back at once, by another where it is not.
 */
final class ClusterTroubles {
  private static final String NAME = "cluster";
  private static final int JOBS = 40;
  private static final int CADENCES = 10;
  private static final int IN_FLIGHT = 4;
  private static final int PROMPT_MILLIS = 400;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final long interval = Duration.ofSeconds(Integer.getInteger("interval", 4)).toMillis();
  private final Duration pause = Duration.ofSeconds(Integer.getInteger("pause", 60));
  private final List<Kind> kinds =
      Arrays.stream(System.getProperty("troubles", "kill").split(",", -1))
          .map(name -> Kind.valueOf(name.strip().toUpperCase(Locale.ROOT)))
          .toList();
  private final Cluster cluster;
  private final ClusterRows rows;
  private final ClusterProgress progress;
  private final Random random;
  private final List<String> broken = new ArrayList<>();
  private final Set<String> created = new HashSet<>();
  private int jobs;
  private int rounds;

  /** A trouble for a node. */
  private enum Kind {
    /** {@code kill -9}; every other time it starts again at once. */
    KILL,
    /** SIGSTOP, and SIGCONT after the pause. */
    STOP,
    /** No connection to the database for half the pause. */
    CUT,
    /** Connections that stay and carry nothing for the pause. */
    PARTITION
  }

  private ClusterTroubles(Cluster cluster, ClusterProgress progress, Random random) {
    this.cluster = cluster;
    this.rows = cluster.rows();
    this.progress = progress;
    this.random = random;
  }

  static List<Finding> make(Size size, Random random) throws Exception {
    ClusterProgress progress = ClusterProgress.resumed();
    try (var cluster = Cluster.start(Integer.getInteger("nodes", 3), IN_FLIGHT, PROMPT_MILLIS)) {
      var troubles = new ClusterTroubles(cluster, progress, random);
      for (int i = 0; i < CADENCES; i++) {
        troubles.create("cadence-" + i, "\"scheduleType\":\"recurring\",\"cadenceMinutes\":1");
      }
      long end = size.endNanos();
      do {
        troubles.round();
      } while (progress.goesOn(System.nanoTime() < end));
      return List.of(troubles.finding());
    }
  }

  /** Makes one trouble at some moment at which the node has a run in flight. */
  private void round() throws Exception {
    long begin = System.currentTimeMillis();
    for (int i = 0; i < JOBS; i++) {
      long due = System.currentTimeMillis() + 500 + random.nextLong(interval);
      create("once-" + jobs++, "\"scheduleType\":\"oneshot\",\"runAt\":" + due);
    }
    TimeUnit.MILLISECONDS.sleep(random.nextLong(interval));
    ClusterNode node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
    Kind kind = kinds.get(rounds % kinds.size());
    awaitRun(node, System.currentTimeMillis() + interval);
    long began = System.currentTimeMillis();
    List<String> open =
        switch (kind) {
          case KILL -> killed(node, rounds / kinds.size() % 2 == 0);
          case STOP -> during(node, node::stop, node::goOn, pause);
          case CUT -> during(node, node::cut, node::connect, pause.dividedBy(2));
          case PARTITION -> during(node, node::partition, node::connect, pause);
        };
    rounds++;
    progress.made(rows.endsAfter(open, began));
    TimeUnit.MILLISECONDS.sleep(Math.max(0, begin + interval - System.currentTimeMillis()));
  }

  /** Waits until the node has a run in flight, or until it is late: it may have got none. */
  private void awaitRun(ClusterNode node, long late) throws Exception {
    while (rows.openRuns(node.id()).isEmpty() && System.currentTimeMillis() < late) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private List<String> killed(ClusterNode node, boolean startsAtOnce) throws Exception {
    node.kill();
    List<String> open = rows.openRuns(node.id());
    if (startsAtOnce) {
      node.start();
    }
    awaitEnd(open);
    if (!startsAtOnce) {
      node.start();
    }
    return open;
  }

  /** A step that may fail. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private List<String> during(ClusterNode node, Step begin, Step end, Duration time)
      throws Exception {
    begin.run();
    List<String> open;
    try {
      open = rows.openRuns(node.id());
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } finally {
      end.run();
    }
    awaitEnd(open);
    if (!awaited(() -> answers(node))) {
      broken.add("a node is not back: " + node.otto().url());
    }
    return open;
  }

  private static boolean answers(ClusterNode node) throws InterruptedException {
    try {
      return node.otto().call("GET", "/external/jobs?limit=1", "").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void create(String id, String schedule) throws Exception {
    created.add(id);
    cluster.nodes().get(random.nextInt(cluster.nodes().size())).create(id, schedule);
  }

  private void awaitEnd(List<String> open) throws Exception {
    if (!open.isEmpty() && !awaited(() -> rows.openOf(open) == 0)) {
      broken.add(rows.openOf(open) + " runs of a node in trouble have no end: " + open);
    }
  }

  private static boolean awaited(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return true;
  }

  private Finding finding() throws Exception {
    if (!awaited(() -> rows.onesLeft() == 0)) {
      broken.add(rows.onesLeft() + " one-shots were never over");
    }
    if (rows.cadencesThatWait() != CADENCES) {
      broken.add("only " + rows.cadencesThatWait() + " of the recurring jobs go on");
    }
    Map<String, Integer> prompts = cluster.prompts();
    Map<String, Integer> mostly = rows.runsWithSession();
    // A prompt that is no job's is an alert: the failures that the troubles make are told of.
    prompts.keySet().retainAll(created);
    prompts.forEach(
        (job, count) -> {
          if (count > mostly.getOrDefault(job, 0)) {
            broken.add(
                "%s was prompted %d times in %d runs"
                    .formatted(job, count, mostly.getOrDefault(job, 0)));
          }
        });
    rows.claimedTwice().forEach(job -> broken.add("a fire time was claimed twice: " + job));
    rows.neverAsked().forEach(job -> broken.add("over and never asked: " + job));
    return new Finding(
        NAME, progress.figures(cluster.nodes().size(), jobs, rows.lost(), broken), broken);
  }
}
