package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.database.ClusterStore;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.PostgresDatabase;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.job.ClusterTimetable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.utils.DBConnectionManager;

/** Triggers of many jobs, as at a first start on a database that other Ottos share. */
class ClusterTimetableTest {
  /** More than are set together. */
  private static final int MANY = 2_500;

  private static final long LATER = System.currentTimeMillis() + 3_600_000;

  private Node one;
  private Node other;

  private record Node(
      PostgresDatabase database, Scheduler prompts, Scheduler system, ClusterTimetable timetable) {
    static Node make(Path folder, String name) throws SchedulerException {
      PostgresDatabase database = TestDatabase.shared(TestDatabase.address(folder).url(), name);
      DBConnectionManager.getInstance().addConnectionProvider(name, database.quartzConnections());
      Scheduler prompts = scheduler(ClusterStore.PROMPTS, name);
      Scheduler system = scheduler("otto-system", name);
      return new Node(database, prompts, system, new ClusterTimetable(prompts, system, database));
    }

    private static Scheduler scheduler(String scheduler, String name) throws SchedulerException {
      return ClusteredFiring.scheduler(QuartzSettings.of(scheduler, 4), name, name);
    }

    void stop() throws SchedulerException {
      prompts.shutdown(true);
      system.shutdown(true);
      database.close();
    }
  }

  @BeforeEach
  void start(@TempDir Path folder) throws SchedulerException {
    one = Node.make(folder, "one");
    other = Node.make(folder, "other");
  }

  @AfterEach
  void stop() throws SchedulerException {
    one.stop();
    other.stop();
  }

  @Test
  void givesJobsTheirTriggersSoonestDueFirst() {
    addMany();
    assertEquals(MANY, one.timetable().reconcile());
    assertEquals(MANY, asTheirRowsWant());
    List<Long> transactions =
        one.database()
            .read(
                tx ->
                    tx.query(
                        """
                        SELECT CAST(CAST(xmin AS text) AS bigint) AS number FROM qrtz_triggers
                        ORDER BY next_fire_time
                        """,
                        row -> row.number("number")));
    assertTrue(transactions.equals(transactions.stream().sorted().toList()), "another order");
    assertEquals(0, one.timetable().reconcile());
  }

  @Test
  void leavesWhatIsDueLaterToTheReconciliationWhereThereIsVeryMuch() {
    long all = addVeryMany(one.database());
    one.timetable().prepare();
    long set = count("qrtz_triggers");
    assertTrue(set > 0 && set < all, set + " of " + all);
    assertEquals(set, count("qrtz_triggers WHERE next_fire_time <= " + (LATER + set)));
    assertEquals(all - set, one.timetable().reconcile());
    assertEquals(all, asTheirRowsWant());
  }

  /** Adds more jobs that are due later than a start gives triggers, and returns their number. */
  static long addVeryMany(Database database) {
    return database.<Integer>write(
        tx ->
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, created_at, updated_at, next_run_at)
                SELECT 'job ' || n, 'prompt', 'oneshot', 1, 1, ? + n
                FROM generate_series(1, 6000) AS n
                """,
                LATER));
  }

  @Test
  void givesNoTriggerToWhoWaitsForNoTime() {
    add("waits", "next_run_at", LATER);
    add("system-waits", "next_run_at", LATER);
    add("has run", "terminal_state, terminal_reason", "'completed', 'It ran'");
    add("is paused", "next_run_at, paused", LATER + ", 1");
    add("runs", "next_run_at, lock_token", LATER + ", 'run'");
    add("is planned for no time", "retry_of", "NULL");
    add("unreadable", "next_run_at, cron", LATER + ", 'never'");
    write("UPDATE jobs SET schedule_type = 'recurring' WHERE cron IS NOT NULL");
    assertEquals(2, one.timetable().reconcile());
    assertEquals(2, asTheirRowsWant());
    assertEquals(2, count("qrtz_triggers"));
    assertEquals(
        1,
        count("qrtz_triggers WHERE sched_name = 'otto-system' AND trigger_name LIKE 'system-%'"));
    assertEquals(0, one.timetable().reconcile());
  }

  @Test
  void setsOnlyTheTriggersThatAreNotAsTheirRowsWant() {
    addMany();
    one.timetable().prepare();
    write("DELETE FROM qrtz_simple_triggers WHERE trigger_name < 'job 1'");
    write("DELETE FROM qrtz_triggers WHERE trigger_name < 'job 1'");
    write("UPDATE qrtz_triggers SET next_fire_time = 1 WHERE trigger_name = 'job 2'");
    write("UPDATE qrtz_triggers SET trigger_state = 'ERROR' WHERE trigger_name = 'job 3'");
    write("UPDATE jobs SET retry_at = 7, retry_of = 'run' WHERE id = 'job 4'");
    write("UPDATE qrtz_triggers SET trigger_state = 'ACQUIRED' WHERE trigger_name = 'job 5'");
    write("UPDATE jobs SET paused = 1 WHERE id = 'job 6'");
    long lost = count("jobs WHERE id < 'job 1'");
    assertEquals(lost + 4, other.timetable().reconcile());
    assertEquals(MANY - 1, asTheirRowsWant());
    assertEquals(MANY - 1, count("qrtz_triggers"));
    assertEquals(1, count("qrtz_triggers WHERE trigger_state = 'ACQUIRED'"));
    assertEquals(1, count("qrtz_triggers WHERE next_fire_time = 7"));
  }

  @Test
  void makesOfARowWhatQuartzMakesOfIt() {
    add("together", "next_run_at", LATER);
    add("together for label", "next_run_at, runs_on", LATER + ", 'gpu'");
    one.timetable().prepare();
    add("alone", "next_run_at", LATER);
    add("alone for label", "next_run_at, runs_on", LATER + ", 'gpu'");
    one.timetable().schedule("alone");
    one.timetable().schedule("alone for label");
    assertEquals(stored("alone"), stored("together"));
    assertEquals(stored("alone for label"), stored("together for label"));
  }

  /** Returns what Quartz stores of a job but its name, and its empty map of data. */
  private List<String> stored(String job) {
    return one.database()
        .read(
            tx ->
                tx.query(
                    """
                    SELECT CAST((to_jsonb(d) || to_jsonb(t) || to_jsonb(s))
                      - 'job_name' - 'trigger_name' - 'job_data' AS text) AS text
                    FROM qrtz_job_details d
                    JOIN qrtz_triggers t USING (sched_name, job_name, job_group)
                    JOIN qrtz_simple_triggers s USING (sched_name, trigger_name, trigger_group)
                    WHERE job_name = ?
                    """,
                    row -> row.text("text"),
                    job));
  }

  @Test
  void whatIsDueFiresOnceAndIsGone() throws SchedulerException {
    int due = 100;
    for (int i = 0; i < due; i++) {
      add("job " + i, "next_run_at", 1_000 + i);
    }
    var fired = new ConcurrentLinkedQueue<String>();
    one.prompts().setJobFactory((it, _) -> _ -> fired.add(it.getJobDetail().getKey().getName()));
    one.timetable().prepare();
    one.prompts().start();
    await().atMost(OttoOnOpenCode.LONG).until(() -> count("qrtz_job_details") == 0);
    assertEquals(due, fired.size());
    assertEquals(due, fired.stream().distinct().count());
  }

  @Test
  void aRowThatChangesMeanwhileGetsWhatItWants() throws Exception {
    addMany();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (Node node : List.of(one, other)) {
        all.add(threads.submit(node.timetable()::prepare));
        all.add(threads.submit(() -> changeSome(node)));
      }
      for (Future<?> each : all) {
        Object unused = each.get();
      }
    }
    assertEquals(0, one.timetable().reconcile());
    long waiting = count("jobs WHERE paused = 0");
    assertEquals(waiting, asTheirRowsWant());
    assertEquals(waiting, count("qrtz_triggers"));
  }

  /** Moves jobs and pauses others, from the last to the first, as who uses the API does. */
  private static void changeSome(Node node) {
    for (int i = MANY - 1; i > 0; i -= 50) {
      String moved = "job " + i;
      String paused = "job " + (i - 1);
      node.database()
          .write(
              tx ->
                  tx.update("UPDATE jobs SET next_run_at = next_run_at + 1 WHERE id = ?", moved)
                      + tx.update("UPDATE jobs SET paused = 1 WHERE id = ?", paused));
      node.timetable().schedule(moved);
      node.timetable().schedule(paused);
    }
  }

  /** Adds jobs that are due later, the last first. */
  private void addMany() {
    int unused =
        one.database()
            .<Integer>write(
                tx ->
                    IntStream.range(0, MANY)
                        .map(i -> tx.update(insert("next_run_at", LATER - i), "job " + i))
                        .sum());
  }

  private void add(String id, String columns, Object values) {
    int unused = one.database().<Integer>write(tx -> tx.update(insert(columns, values), id));
  }

  private static String insert(String columns, Object values) {
    return "INSERT INTO jobs (id, type, schedule_type, created_at, updated_at, %s) VALUES (?, 'prompt', 'oneshot', 1, 1, %s)"
        .formatted(columns, values);
  }

  private void write(String sql) {
    int unused = one.database().<Integer>write(tx -> tx.update(sql));
  }

  /** Returns how many triggers fire when their jobs are due. */
  private long asTheirRowsWant() {
    return count(
        """
        qrtz_triggers t
        JOIN qrtz_simple_triggers s USING (sched_name, trigger_name, trigger_group)
        JOIN qrtz_job_details d USING (sched_name, job_name, job_group)
        JOIN jobs ON jobs.id = t.trigger_name AND d.job_name = jobs.id
        WHERE trigger_state IN ('WAITING', 'ACQUIRED')
          AND next_fire_time = least(next_run_at, retry_at)
        """);
  }

  private long count(String from) {
    return one.database().read(tx -> tx.queryNumber("SELECT count(*) FROM " + from));
  }
}
