package dev.otto.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.load.Setting;
import dev.otto.benchmarks.load.StandInProcess;
import dev.otto.scheduler.database.PostgresDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Several Ottos on one PostgreSQL, each with an OpenCode of its own. */
public final class Cluster implements AutoCloseable {
  private static final int READERS = 4;

  /** A strong reference, because the JDK's logging forgets unreferenced loggers. */
  private static final Logger SERVER_LOG = Logger.getLogger("io.zonky.test");

  private final EmbeddedPostgres postgres;
  private final ClusterRows rows;
  private final List<StandInProcess> openCodes = new ArrayList<>();
  private final List<ClusterNode> nodes = new ArrayList<>();

  private Cluster(EmbeddedPostgres postgres, Connection connection) {
    this.postgres = postgres;
    this.rows = new ClusterRows(connection);
  }

  /**
   * Starts the server and the nodes.
   *
   * @param promptsInFlight of each node at most
   * @param promptMillis the time that each prompt takes
   */
  public static Cluster start(int nodes, int promptsInFlight, int promptMillis) throws Exception {
    return start(postgres(), nodes, promptsInFlight, promptMillis);
  }

  /** Starts nodes on a server that ends with them. */
  static Cluster start(EmbeddedPostgres postgres, int nodes, int promptsInFlight, int promptMillis)
      throws Exception {
    var cluster = new Cluster(postgres, postgres.getPostgresDatabase().getConnection());
    try {
      for (int i = 0; i < nodes; i++) {
        var openCode = StandInProcess.start(promptMillis);
        cluster.openCodes.add(openCode);
        cluster.nodes.add(ClusterNode.make(postgres.getPort(), openCode.url(), promptsInFlight));
      }
      cluster.startNodes();
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts a server alone, which does not wait for its disk. */
  public static EmbeddedPostgres postgres() throws IOException {
    return postgres(false);
  }

  /**
   * Starts a server alone.
   *
   * @param durable whether a commit waits until it is on the disk, as in the server's own settings
   */
  static EmbeddedPostgres postgres(boolean durable) throws IOException {
    SERVER_LOG.setLevel(Level.WARNING);
    String setting = durable ? "on" : "off";
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", setting)
        .setServerConfig("synchronous_commit", setting)
        .setPGStartupWait(Duration.ofMinutes(1))
        .start();
  }

  /** Opens the database at this address as a node of this name does. */
  static PostgresDatabase database(String url, String node) {
    return PostgresDatabase.open(new PostgresDatabase.Access(url, "postgres", null, READERS), node);
  }

  private void startNodes() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Object>> starts =
          nodes.stream().map(node -> Executors.callable(starting(node))).toList();
      for (Future<Object> start : threads.invokeAll(starts)) {
        Object unused = start.get();
      }
    }
  }

  private static Runnable starting(ClusterNode node) {
    return () -> {
      try {
        node.start();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  public List<ClusterNode> nodes() {
    return List.copyOf(nodes);
  }

  /** Returns the rows, read past the nodes. */
  public ClusterRows rows() {
    return rows;
  }

  /** Returns how often each text was prompted, at all OpenCodes together. */
  public Map<String, Integer> prompts() throws IOException, InterruptedException {
    var all = new HashMap<String, Integer>();
    for (StandInProcess openCode : openCodes) {
      addPrompts(all, openCode);
    }
    return all;
  }

  /** Adds how often each text was prompted there. */
  static void addPrompts(Map<String, Integer> all, StandInProcess openCode)
      throws IOException, InterruptedException {
    for (Map.Entry<String, JsonNode> text :
        Setting.json(openCode.requests()).get("texts").properties()) {
      all.merge(text.getKey(), text.getValue().asInt(), Integer::sum);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException, SQLException {
    for (ClusterNode node : nodes) {
      node.close();
    }
    for (StandInProcess openCode : openCodes) {
      openCode.close();
    }
    rows.connection().close();
    postgres.close();
  }
}
