package dev.otto.models.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;

/** Two processes on Quartz's own clustered store in PostgreSQL, with one file of flow defaults. */
class ClusterTest {
  private static final String SAMPLE = "quartz-cluster.properties";
  private static final String STORE = "org.quartz.dataSource.store.";
  private static final String PLUGIN = "org.quartz.plugin.otto.";

  @TempDir private Path folder;
  private OfferedModels openCode;
  private EmbeddedPostgres postgres;
  private Path defaults;

  @BeforeEach
  void start() throws Exception {
    openCode = new OfferedModels("a", "b");
    defaults = folder.resolve("models.jsonc");
    postgres = EmbeddedPostgres.start();
    String script = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";
    try (InputStream tables = Scheduler.class.getResourceAsStream(script);
        var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(new String(tables.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
    openCode.close();
  }

  @Test
  void bothNodesResolveAndFollowTheSharedFileAndRefreshEachForItself() throws Exception {
    try (var one = node("one")) {
      one.awaitLine("ran prompt with p/a");
      follow(one, node("other"));
    }
    assertStoreHoldsTheApplicationsJobsOnly();
  }

  private void follow(Application one, Application another) throws Exception {
    try (var other = another) {
      other.awaitLine("ran prompt with p/a");

      long changed = System.nanoTime();
      Files.writeString(
          defaults, "{\"modelManagement\": {\"flowDefaults\": {\"scheduledTasks\": \"p/b\"}}}");
      one.awaitLine("The flow defaults changed");
      print("one", changed);
      other.awaitLine("The flow defaults changed");
      print("other", changed);
      one.awaitLine("ran prompt with p/b");
      other.awaitLine("ran prompt with p/b");

      openCode.offer("a", "b", "new");
      one.awaitLine("catalog has p/new");
      other.awaitLine("catalog has p/new");
      assertStoreHoldsTheApplicationsJobsOnly();
    }
  }

  private static void print(String node, long since) {
    long millis = (System.nanoTime() - since) / 1_000_000;
    System.out.println("cluster: node " + node + " saw the new default after " + millis + " ms");
  }

  private void assertStoreHoldsTheApplicationsJobsOnly() throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection()) {
      var tables = new QuartzTables(connection);
      assertEquals(Set.of("prompt", "pulse", "report"), tables.jobs());
      tables.assertHoldNothingOfOtto();
    }
  }

  /** With the sample that operators copy, and what is another here. */
  private Application node(String id) throws Exception {
    var sample = new Properties();
    try (var reader = Files.newBufferedReader(Path.of("../../config-samples", SAMPLE))) {
      sample.load(reader);
    }
    sample.setProperty("org.quartz.scheduler.instanceId", id);
    sample.setProperty("org.quartz.threadPool.threadCount", "2");
    sample.setProperty(STORE + "URL", postgres.getJdbcUrl("postgres", "postgres"));
    sample.setProperty(STORE + "user", "postgres");
    sample.setProperty(PLUGIN + "openCodeUrl", openCode.url());
    sample.setProperty(PLUGIN + "configFile", defaults.toString());
    sample.setProperty(PLUGIN + "refreshInterval", "PT1S");
    Path properties = folder.resolve(id + ".properties");
    try (var writer = Files.newBufferedWriter(properties)) {
      sample.store(writer, null);
    }
    return Application.start(
        Libraries.OF_QUARTZ_ON_POSTGRESQL,
        "com.example.plain.PlainApplication",
        properties.toString());
  }
}
