package dev.otto.models.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.plain.SlowJob;
import dev.otto.models.testing.OfferedModels;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.MBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Two schedulers, in two processes and in one, on Quartz's own clustered store in PostgreSQL, with
 * one file of flow defaults.
 */
class ClusterTest {
  private static final String SAMPLE = "quartz-cluster.properties";
  private static final String CLUSTER = "my-application";
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

  @Test
  void nodesInOneProcessHaveBeansThatDoNotClashAndGoEachWithItsScheduler() throws Exception {
    String one = "scheduler=" + CLUSTER;
    String other = one + ",instance=2";
    try (var application = start(properties("one"), properties("other"));
        var beans = application.beans()) {
      application.awaitLine("ran prompt with p/a");
      beans.await4Of(one, other);
      assertEquals(2, beans.get("ModelCatalog," + other, "Count"));
      beans.set("FlowDefaults," + other, "ScheduledTasks", "p/b");
      application.awaitLine("ran prompt with p/b");
      await().until(() -> beans.get("FlowDefaults," + one, "ScheduledTasks").equals("p/b"));
      beans.shutDown(CLUSTER, "one");
      beans.await4Of(other);
      beans.set("FlowDefaults," + other, "ScheduledTasks", "p/a");
      application.awaitLine("ran prompt with p/a");
      beans.shutDown(CLUSTER, "other");
      beans.await4Of();
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

      try (var beans = other.beans()) {
        String cluster = "scheduler=" + CLUSTER;
        for (int i = 0; i < 100; i++) {
          assertEquals(3, beans.get("JobModels," + cluster, "Count"));
          beans.get("JobModels," + cluster, "Jobs");
        }
        beans.set("FlowDefaults,scheduler=" + CLUSTER, "ScheduledTasks", "p/a");
      }
      one.awaitLine("ran prompt with p/a");
      other.awaitLine("ran prompt with p/a");

      refuseToChangeWhatRunsOnEitherNode(one, other);

      openCode.offer("a", "b", "new");
      one.awaitLine("catalog has p/new");
      other.awaitLine("catalog has p/new");
      assertStoreHoldsTheApplicationsJobsOnly();
    }
  }

  private void refuseToChangeWhatRunsOnEitherNode(Application one, Application other)
      throws Exception {
    Path end = folder.resolve("end");
    Scheduler client = client();
    try (var beansOfOne = one.beans();
        var beansOfOther = other.beans()) {
      var slow = new JobKey("slow");
      client.addJob(
          JobBuilder.newJob(SlowJob.class)
              .withIdentity(slow)
              .usingJobData("until", end.toString())
              .storeDurably()
              .build(),
          false);
      client.triggerJob(slow);
      await().atMost(60, SECONDS).until(() -> runsSlow(one) || runsSlow(other));
      boolean first = runsSlow(one);
      String there = refusal(first ? beansOfOther : beansOfOne);
      assertTrue(there.startsWith("DEFAULT.slow runs on " + (first ? "one" : "other")), there);
      String here = refusal(first ? beansOfOne : beansOfOther);
      assertTrue(here.startsWith("DEFAULT.slow runs and stores its data when it ends"), here);

      Files.createFile(end);
      await()
          .atMost(60, SECONDS)
          .until(() -> client.getJobDetail(slow).getJobDataMap().containsKey("ended"));
      await()
          .atMost(60, SECONDS)
          .ignoreExceptionsInstanceOf(MBeanException.class)
          .until(() -> set(beansOfOne).equals("DEFAULT.slow: p/b"));
      assertEquals("p/b", client.getJobDetail(slow).getJobDataMap().get("otto.modelRef"));
      client.deleteJob(slow);
    } finally {
      client.shutdown();
    }
  }

  private static boolean runsSlow(Application node) {
    return node.output().contains("begins slow");
  }

  private static Object set(Beans beans) throws Exception {
    return beans.invoke("JobModels,scheduler=" + CLUSTER, "setModel", "slow", "p/b");
  }

  private static String refusal(Beans beans) {
    return assertThrows(MBeanException.class, () -> set(beans)).getMessage();
  }

  /** A scheduler of the cluster that runs nothing. */
  private Scheduler client() throws Exception {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(properties("client"))) {
      properties.load(reader);
    }
    properties.keySet().removeIf(key -> key.toString().contains(".plugin."));
    return new StdSchedulerFactory(properties).getScheduler();
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

  private Application node(String id) throws Exception {
    return start(properties(id));
  }

  private static Application start(Path... properties) throws IOException {
    return Application.start(
        Libraries.OF_QUARTZ_ON_POSTGRESQL,
        "com.example.plain.PlainApplication",
        Stream.of(properties).map(Path::toString).toArray(String[]::new));
  }

  /** The sample that operators copy, and what is another here. */
  private Path properties(String id) throws IOException {
    // Quartz knows data sources by their names, in one process only once.
    String text =
        Files.readString(Path.of("../../config-samples", SAMPLE))
            .replace("dataSource.store.", "dataSource." + id + ".")
            .replace("dataSource = store", "dataSource = " + id);
    var sample = new Properties();
    sample.load(new StringReader(text));
    sample.setProperty("org.quartz.scheduler.instanceId", id);
    sample.setProperty("org.quartz.scheduler.jmx.export", "true");
    sample.setProperty("org.quartz.threadPool.threadCount", "2");
    sample.setProperty(
        "org.quartz.dataSource." + id + ".URL", postgres.getJdbcUrl("postgres", "postgres"));
    sample.setProperty("org.quartz.dataSource." + id + ".user", "postgres");
    sample.setProperty("org.quartz.plugin.ottoJmx.class", "dev.otto.jmx.OttoJmxPlugin");
    sample.setProperty(PLUGIN + "openCodeUrl", openCode.url());
    sample.setProperty(PLUGIN + "configFile", defaults.toString());
    sample.setProperty(PLUGIN + "refreshInterval", "PT1S");
    Path properties = folder.resolve(id + ".properties");
    try (var writer = Files.newBufferedWriter(properties)) {
      sample.store(writer, null);
    }
    return properties;
  }
}
