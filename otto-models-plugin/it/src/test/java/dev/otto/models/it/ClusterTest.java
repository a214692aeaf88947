package dev.otto.models.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.plain.PromptJob;
import com.example.plain.SlowJob;
import dev.otto.models.testing.OfferedModels;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.management.MBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.DateBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Two schedulers, in two processes and in one, on Quartz's own clustered store in PostgreSQL, with
 * one file of flow defaults.
 */
class ClusterTest {
  private static final String SAMPLE = "quartz-cluster.properties";
  private static final String CLUSTER = "my-application";
  private static final String PLUGIN = "org.quartz.plugin.otto.";

  private static final int JOBS = 1_000;
  private static final int BUSY = 10;
  private static final int OF_TRIGGERS = 100;
  private static final String EDITED = "500-idle";

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

  @Test
  void aModelIsReplacedInAThousandJobsAndTakenBackAndNoRunLosesWhatItStored() throws Exception {
    Scheduler client = client();
    try {
      fill(client);
      analyze();
      try (var one = node("one")) {
        one.awaitLine("-busy with p/a"); // Two that start at once would both add the first jobs.
        try (var other = node("other")) {
          other.awaitLine("-busy with p/a");
          replaceAndTakeBack(client, one, other);
          client.pauseAll();
          assertEachRunIsCounted(client, one, other);
        }
      }
    } finally {
      client.shutdown();
    }
  }

  /** Compares what the runs have stored with what they have printed. */
  private void assertEachRunIsCounted(Scheduler client, Application one, Application other)
      throws Exception {
    await().atMost(60, SECONDS).until(() -> count("SELECT count(*) FROM qrtz_fired_triggers") == 0);
    long all = 0;
    for (int i = 0; i < BUSY; i++) {
      String ran = "ran " + name(i) + " with ";
      int stored = client.getJobDetail(new JobKey(name(i))).getJobDataMap().getInt("runs");
      await()
          .atMost(60, SECONDS)
          .untilAsserted(() -> assertEquals(stored, runs(one, ran) + runs(other, ran), ran));
      all += stored;
    }
    System.out.println("cluster: " + all + " runs of " + BUSY + " jobs, each counted");
  }

  /** Some run all the time, of some it is a trigger that names the model; the others wait. */
  private static void fill(Scheduler client) throws Exception {
    for (int i = 0; i < JOBS; i++) {
      boolean busy = i < BUSY;
      boolean ofTrigger = !busy && i < BUSY + OF_TRIGGERS;
      var job = JobBuilder.newJob(PromptJob.class).withIdentity(name(i)).storeDurably();
      if (!ofTrigger) {
        job.usingJobData("otto.modelRef", "p/a");
      }
      client.addJob(job.build(), false);
      if (busy || ofTrigger) {
        var trigger = TriggerBuilder.newTrigger().forJob(job.build()).withIdentity("t-" + i);
        client.scheduleJob(
            busy
                ? trigger.withSchedule(every(Duration.ofSeconds(1))).build()
                : trigger
                    .usingJobData("otto.modelRef", "p/a")
                    .startAt(DateBuilder.futureDate(1, DateBuilder.IntervalUnit.YEAR))
                    .withSchedule(every(Duration.ofDays(7)))
                    .build());
      }
    }
  }

  private static String name(int i) {
    return i + (i < BUSY ? "-busy" : "-idle");
  }

  /** As operators should: without it PostgreSQL plans Quartz's queries badly. */
  private void analyze() throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("ANALYZE");
    }
  }

  private static SimpleScheduleBuilder every(Duration interval) {
    return SimpleScheduleBuilder.simpleSchedule()
        .withIntervalInMilliseconds(interval.toMillis())
        .repeatForever();
  }

  private void replaceAndTakeBack(Scheduler client, Application one, Application other)
      throws Exception {
    String bean = "JobModels,scheduler=" + CLUSTER;
    Path end = folder.resolve("end");
    addSlow(client, end);
    await().atMost(60, SECONDS).until(() -> runsSlow(one) || runsSlow(other));
    try (var beans = (runsSlow(one) ? other : one).beans()) {
      // All but the job that runs on the other node is changed at once, and that when it has ended.
      var replacing = new FutureTask<>(() -> beans.replaceModel(bean, "p/a", "p/b"));
      new Thread(replacing, "client").start();
      var idle = new JobKey(name(JOBS - 1));
      await().atMost(60, SECONDS).until(() -> model(client, idle).equals("p/b"));
      Files.createFile(end);
      assertEquals(
          "p/b took the place of p/a in 1001 jobs, triggers and flows; its number is 1",
          replacing.get(60, SECONDS));
      awaitBusy("p/b", one, other);
      assertAllName("p/b", client);
      beans.invoke(bean, "clearModel", EDITED);

      long began = System.nanoTime();
      assertEquals(
          "p/a took the place of p/b in 1000 jobs, triggers and flows; left as they are: job DEFAULT."
              + EDITED
              + ": it asks for inherit now; its number is 2",
          beans.undoReplacement(bean, 1));
      long millis = (System.nanoTime() - began) / 1_000_000;
      System.out.println("cluster: 1,000 jobs and triggers set back in " + millis + " ms");
      awaitBusy("p/a", one, other);
      assertEquals(null, model(client, new JobKey(EDITED)));
      beans.invoke(bean, "setModel", EDITED, "p/a");
      assertAllName("p/a", client);
    }
  }

  private static Object model(Scheduler client, JobKey job) throws Exception {
    return client.getJobDetail(job).getJobDataMap().get("otto.modelRef");
  }

  private static void assertAllName(String model, Scheduler client) throws Exception {
    assertEquals(model, model(client, new JobKey("slow")));
    for (int i = 0; i < JOBS; i++) {
      Object named =
          i < BUSY || i >= BUSY + OF_TRIGGERS
              ? model(client, new JobKey(name(i)))
              : client.getTrigger(new TriggerKey("t-" + i)).getJobDataMap().get("otto.modelRef");
      assertEquals(model, named, "job " + i);
    }
  }

  private static void awaitBusy(String model, Application... nodes) throws Exception {
    for (Application node : nodes) {
      node.awaitLine("-busy with " + model);
    }
  }

  private static long runs(Application node, String start) {
    return node.output().stream().filter(line -> line.startsWith(start)).count();
  }

  private long count(String query) throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
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
      var slow = addSlow(client, end);
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

  /** Starts a job that runs until the file is there, and stores its data then. */
  private static JobKey addSlow(Scheduler client, Path end) throws Exception {
    var slow = new JobKey("slow");
    client.addJob(
        JobBuilder.newJob(SlowJob.class)
            .withIdentity(slow)
            .usingJobData("otto.modelRef", "p/a")
            .usingJobData("until", end.toString())
            .storeDurably()
            .build(),
        false);
    client.triggerJob(slow);
    return slow;
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
