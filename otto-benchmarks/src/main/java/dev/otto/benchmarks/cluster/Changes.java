package dev.otto.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.Machine;
import dev.otto.benchmarks.load.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Changes of settings and jobs at several nodes: how soon each is in force on all, and whether one
 * of two operators overwrites what the other did. Exits with 1 if a promise was broken.
 */
public final class Changes {
  private static final int JOBS = 4;
  private static final int NODES = Integer.getInteger("nodes", 4);
  private static final int CHANGES = Integer.getInteger("changes", 1_000);
  private static final int AT_ONCE = Integer.getInteger("operators", 5_000);

  private Changes() {}

  /** Takes no arguments; the numbers are system properties. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(Machine.description());
    var broken = new ArrayList<String>();
    try (var cluster = Cluster.start(NODES, 1, 0)) {
      ClusterNode node = cluster.nodes().getFirst();
      for (int i = 0; i < JOBS; i++) {
        node.create(
            "changed-" + i,
            "\"scheduleType\":\"recurring\",\"cadenceMinutes\":600,\"runAt\":4102444800000");
      }
      List<String> models = models(node);
      broken.addAll(new Propagation(cluster, models).run(CHANGES));
      broken.addAll(new TwoOperators(cluster, models).run(AT_ONCE));
    }
    broken.forEach(promise -> System.out.println("BROKEN: " + promise));
    System.out.println(broken.size() + " promises broken");
    System.exit(broken.isEmpty() ? 0 : 1);
  }

  static List<String> models(ClusterNode node) throws Exception {
    JsonNode models = Setting.json(node.otto().get("/external/models/catalog")).path("models");
    return StreamSupport.stream(models.spliterator(), false)
        .map(JsonNode::asText)
        .limit(3)
        .toList();
  }

  static String job(int number) {
    return "/external/jobs/changed-" + number;
  }

  static String defaultOf(String model) {
    return "{\"flowDefaults\":{\"heartbeat\":\"" + model + "\"}}";
  }

  static String modelOf(String model) {
    return "{\"modelRef\":\"" + model + "\"}";
  }

  static String heartbeat(String defaults) {
    return Setting.json(defaults).at("/flowDefaults/heartbeat").asText();
  }

  static String jobModel(String job) {
    return Setting.json(job).at("/job/modelRef").asText();
  }
}
