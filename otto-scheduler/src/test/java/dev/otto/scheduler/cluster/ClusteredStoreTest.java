package dev.otto.scheduler.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.listeners.TriggerListenerSupport;

/**
 * What Quartz's clustered store does on a real PostgreSQL, as far as a cluster of Ottos is to stand
 * on it (ADR 29).
 */
class ClusteredStoreTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static EmbeddedPostgres postgres;
  private static String url;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
    url = postgres.getJdbcUrl("postgres", "postgres");
    connection = postgres.getPostgresDatabase().getConnection();
    String script = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";
    try (InputStream tables = Scheduler.class.getResourceAsStream(script);
        var statement = connection.createStatement()) {
      statement.execute(new String(tables.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    postgres.close();
  }

  @Test
  void aVetoEndsATriggerThatFiresOnce() throws Exception {
    try (var node = new ClusterNode(url, "veto", "a", 1, SECOND)) {
      node.scheduler.getListenerManager().addTriggerListener(new Veto());
      node.schedule("vetoed", Date.from(Instant.now()), true);
      await(() -> !node.scheduler.checkExists(new TriggerKey("vetoed")));
      assertTrue(node.scheduler.checkExists(new JobKey("vetoed")), "the job is durable");
      assertEquals(List.of(), ClusterNode.runs("vetoed"));
    }
  }

  @Test
  void aTriggerThatIsSetWhileItsJobRunsOutlivesTheRun() throws Exception {
    try (var node = new ClusterNode(url, "again", "a", 1, SECOND)) {
      ClusterNode.hold("again");
      node.schedule("again", Date.from(Instant.now()), false);
      await(() -> ClusterNode.runs("again").size() == 1);
      node.schedule("again", Date.from(Instant.now().plusSeconds(3_600)), false);
      ClusterNode.end("again");
      await(() -> count("qrtz_fired_triggers", "sched_name = 'again'") == 0);
      assertTrue(node.scheduler.checkExists(new TriggerKey("again")));
    }
  }

  @Test
  void aNodeTakesNoMoreThanItHasThreadsForAndItsOtherSchedulerNeverWaits() throws Exception {
    try (var one = new ClusterNode(url, "prompts", "one", 1, SECOND);
        var system = new ClusterNode(url, "system", "one", 1, SECOND)) {
      for (String job : List.of("p1", "p2", "p3")) {
        ClusterNode.hold(job);
        one.schedule(job, Date.from(Instant.now()), false);
      }
      await(() -> ran("p1", "p2", "p3").size() == 1);
      system.schedule("refresh", Date.from(Instant.now()), false);
      await(() -> ClusterNode.runs("refresh").equals(List.of("one")));
      assertEquals(2, waiting("prompts"));
      try (var _ = new ClusterNode(url, "prompts", "other", 1, SECOND)) {
        await(() -> ran("p1", "p2", "p3").size() == 2);
        assertEquals(Set.of("one", "other"), Set.copyOf(ran("p1", "p2", "p3")));
        assertEquals(1, waiting("prompts"));
        for (String job : List.of("p1", "p2", "p3")) {
          ClusterNode.end(job);
        }
        await(() -> ran("p1", "p2", "p3").size() == 3);
      }
    }
  }

  @Test
  void whatAKilledNodeExecutedFiresAgainOnlyIfItAsksForItAndIsStillThere() throws Exception {
    Process killed = process("killed", "a", "recovered", "recovered-deleted", "lost");
    try (var client = new ClusterNode(url, "killed", "b", 1, Duration.ofMinutes(1))) {
      // It only changes the store, and is too slow to notice anything.
      client.scheduler.standby();
      assertTrue(client.scheduler.deleteJob(new JobKey("recovered-deleted")), "while it runs");
      killed.destroyForcibly().waitFor();
      assertEquals(3, count("qrtz_fired_triggers", "sched_name = 'killed'"));

      long began = System.nanoTime();
      try (var again = new ClusterNode(url, "killed", "a", 3, SECOND)) {
        await(() -> ClusterNode.runs("recovered").size() == 1);
        long millis = (System.nanoTime() - began) / 1_000_000;
        System.out.println("cluster: recovered under the same id after " + millis + " ms");
        assertEquals(List.of("a recovers DEFAULT.recovered"), ClusterNode.runs("recovered"));
        await(() -> count("qrtz_fired_triggers", "sched_name = 'killed'") == 0);
        assertEquals(List.of(), ran("recovered-deleted", "lost"));
        assertFalse(again.scheduler.checkExists(new TriggerKey("lost")), "it has no trigger");
        assertTrue(again.scheduler.checkExists(new JobKey("lost")));
      }
    }
  }

  @Test
  void aNodeWhoseClockIsBehindIsTakenForDeadAndWhatItRunsIsRunTwice() throws Exception {
    ClusterNode.hold("twice");
    try (var behind = new ClusterNode(url, "clocks", "behind", 1, Duration.ofMinutes(1))) {
      behind.schedule("twice", Date.from(Instant.now()), true);
      await(() -> ClusterNode.runs("twice").equals(List.of("behind")));
      addCheckIn("ahead", 5);
      moveCheckIn("behind", -5);
      try (var _ = new ClusterNode(url, "clocks", "right", 1, SECOND)) {
        await(() -> ClusterNode.runs("twice").size() == 2);
        assertEquals(List.of("behind", "right recovers DEFAULT.twice"), ClusterNode.runs("twice"));
        assertEquals(1, count("qrtz_scheduler_state", "instance_name = 'ahead'"));
        assertEquals(0, count("qrtz_scheduler_state", "instance_name = 'behind'"));
        ClusterNode.end("twice");
        await(() -> count("qrtz_fired_triggers", "sched_name = 'clocks'") == 0);
      }
    }
  }

  private static List<String> ran(String... jobs) {
    var all = new ArrayList<String>();
    for (String job : jobs) {
      all.addAll(ClusterNode.runs(job));
    }
    return all;
  }

  private static long waiting(String cluster) throws Exception {
    return count("qrtz_triggers", "trigger_state = 'WAITING' AND sched_name = '" + cluster + "'");
  }

  /** Adds the check-in of a node that is never heard of again. */
  private static void addCheckIn(String node, int minutes) throws Exception {
    update(
        "INSERT INTO qrtz_scheduler_state (sched_name, instance_name, last_checkin_time,"
            + " checkin_interval) VALUES ('clocks', '%s', %d, 1000)"
                .formatted(node, System.currentTimeMillis() + minutes * 60_000L));
  }

  private static void moveCheckIn(String node, int minutes) throws Exception {
    update(
        "UPDATE qrtz_scheduler_state SET last_checkin_time = last_checkin_time + %d, checkin_interval = 1000"
                .formatted(minutes * 60_000L)
            + " WHERE sched_name = 'clocks' AND instance_name = '"
            + node
            + "'");
  }

  private static void update(String sql) throws Exception {
    try (var statement = connection.createStatement()) {
      assertEquals(1, statement.executeUpdate(sql));
    }
  }

  private static long count(String table, String condition) throws Exception {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT count(*) FROM " + table + " WHERE " + condition)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(60, SECONDS).until(condition);
  }

  /** Starts a node as a process and waits until it runs all of its jobs. */
  private static Process process(String cluster, String id, String... jobs) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ClusterNode.class.getName(), url, cluster, id));
    command.addAll(List.of(jobs));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var output = process.inputReader(StandardCharsets.UTF_8);
    int begun = 0;
    for (String line; begun < jobs.length && (line = output.readLine()) != null; ) {
      begun += line.startsWith("began ") ? 1 : 0;
    }
    assertEquals(jobs.length, begun);
    return process;
  }

  private static final class Veto extends TriggerListenerSupport {
    @Override
    public String getName() {
      return "veto";
    }

    @Override
    public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
      return true;
    }
  }
}
