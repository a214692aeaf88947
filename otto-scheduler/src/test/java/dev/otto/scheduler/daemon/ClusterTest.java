package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several Ottos that fire the jobs of one database, each with an OpenCode of its own. */
class ClusterTest {
  /** Longer than it takes to notice that a node is dead. */
  private static final Duration NOTICED = Duration.ofSeconds(90);

  private static final String FOREVER = "Wait. #delay=600000";

  @TempDir Path folder;
  private String address;
  private StandInOpenCode openCodeOfOne;
  private StandInOpenCode openCodeOfOther;
  private Database rows;

  @BeforeEach
  void start() throws IOException {
    address = TestDatabase.address(folder).url();
    openCodeOfOne = StandInOpenCode.start();
    openCodeOfOther = StandInOpenCode.start();
    rows = TestDatabase.shared(address);
  }

  @AfterEach
  void stop() {
    rows.close();
    openCodeOfOne.close();
    openCodeOfOther.close();
  }

  @Test
  void whatANodeHasNoThreadForIsRunByAnother() throws Exception {
    try (var one = one(1)) {
      one.call(
          200, "PUT", "/external/budgets", "{\"budgets\":{\"all\":{\"tokensPerDay\":9000000}}}");
      String first = one.create(one.job(FOREVER));
      await().atMost(OttoOnOpenCode.LONG).until(() -> openCodeOfOne.asked().prompts() == 1);
      var others = new TreeSet<String>();
      for (int i = 0; i < 3; i++) {
        others.add(one.create(one.job("Say hello to " + i)));
      }
      assertEquals(4, triggersAndRuns());
      try (var other = other(1)) {
        for (String job : others) {
          JsonNode run = other.finished(job, 1);
          assertEquals("succeeded", run.path("state").asText());
          assertEquals(node("other"), run.path("node").asText());
        }
        assertEquals(3, openCodeOfOther.asked().prompts());
        long tokens =
            rows.read(
                tx -> tx.queryNumber("SELECT sum(input_tokens + output_tokens) FROM model_usage"));
        assertTrue(tokens > 0);
        await()
            .atMost(OttoOnOpenCode.LONG)
            .until(() -> spent(one) == tokens && spent(other) == tokens);
        assertEquals(
            node("one"), one.get(OttoOnOpenCode.path(first) + "/runs").at("/runs/0/node").asText());
        abort(other, first);
        String its = "\"node\":\"" + node("one") + "\"";
        await()
            .atMost(OttoOnOpenCode.LONG)
            .until(() -> other.text("/external/events?once=true").contains(its));
      }
    }
  }

  @Test
  void aFireTimeThatFiresTwiceIsPromptedOnce() throws Exception {
    int jobs = 10;
    try (var one = one(4);
        var other = other(4)) {
      // What is due waits until each has two triggers.
      for (String name : List.of("one", "other")) {
        one.call(200, "POST", "/external/nodes/" + node(name) + "/drain", "");
      }
      long at = System.currentTimeMillis();
      var ids = new TreeSet<String>();
      for (int i = 0; i < jobs; i++) {
        ids.add(one.create(one.job("Say hello to " + i).put("runAt", at)));
      }
      assertEquals(
          2 * jobs,
          rows.<Integer>write(
              tx -> {
                int second =
                    tx.update(
                        """
            INSERT INTO qrtz_triggers SELECT sched_name, 'second ' || trigger_name, trigger_group,
              job_name, job_group, description, start_time, prev_fire_time, priority,
              'WAITING', trigger_type, start_time, end_time, calendar_name, misfire_instr,
              job_data
            FROM qrtz_triggers WHERE start_time = ?
            """,
                        at);
                return second
                    + tx.update(
                        """
            INSERT INTO qrtz_simple_triggers SELECT sched_name, trigger_name, trigger_group, 0, 0, 0
            FROM qrtz_triggers WHERE trigger_name LIKE 'second %'
            """);
              }));
      for (String name : List.of("one", "other")) {
        one.call(200, "POST", "/external/nodes/" + node(name) + "/resume", "");
      }
      for (String job : ids) {
        assertEquals("succeeded", other.finished(job, 1).path("state").asText());
      }
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(() -> count("qrtz_triggers WHERE trigger_name LIKE 'second %'") == 0);
      await().atMost(OttoOnOpenCode.LONG).until(() -> count("qrtz_fired_triggers") == 0);
      assertEquals(jobs, count("runs WHERE scheduled_for = " + at));
      assertEquals(jobs, openCodeOfOne.asked().prompts() + openCodeOfOther.asked().prompts());
      assertEquals(0, other.logLines("because of a defect").size(), other.log());
    }
  }

  @Test
  void whatAKilledNodeRanIsLostAndItsSessionGone() throws Exception {
    try (var one = one(1);
        var running = occupied(one);
        var killed = member("other", openCodeOfOther)) {
      String job = one.create(one.job(FOREVER));
      await().atMost(OttoOnOpenCode.LONG).until(() -> openCodeOfOther.asked().prompts() == 1);
      killed.ask(FOREVER);
      await().atMost(OttoOnOpenCode.LONG).until(() -> openCodeOfOther.asked().prompts() == 2);
      killed.kill();
      JsonNode run = await().atMost(NOTICED).until(() -> one.finished(job, 1), _ -> true);
      assertEquals("lost", run.path("state").asText());
      await().atMost(OttoOnOpenCode.LONG).until(() -> openCodeOfOther.asked().sessionsOpen() == 0);
      assertEquals(2, openCodeOfOther.asked().prompts());
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(() -> count("assistant_messages WHERE error_code = 'aborted'") == 1);
      assertEquals(1, count("assistant_messages"));
      assertEquals(
          Set.of("completed"),
          Set.of(one.get(OttoOnOpenCode.path(job)).at("/job/terminalState").asText()));
      running.end();
    }
  }

  @Test
  void aCopiedHomeIsRefusedUntilTheFirstHasEndedAndMayComeAtOnceThen() throws Exception {
    try (var first = member("one", openCodeOfOne)) {
      Path copy = Files.createDirectories(folder.resolve("other/data"));
      Files.copy(folder.resolve("one/data/node-id"), copy.resolve("node-id"));
      var refused = assertThrows(StartException.class, () -> other(1).close());
      assertTrue(refused.getMessage().contains(" as the node " + node("one") + ", connected from"));
      first.kill();
      try (var again = other(1)) {
        assertEquals(
            "succeeded",
            again.finished(again.create(again.job("Say hello.")), 1).path("state").asText());
      }
    }
  }

  @Test
  void aNodeThatSleptFindsItsRunEndedAndItsSessionGone() throws Exception {
    try (var one = one(1);
        var running = occupied(one);
        var sleeper = member("other", openCodeOfOther)) {
      String job =
          one.create(
              one.job("Wait. #delay=20000")
                  .put("scheduleType", "recurring")
                  .put("cadenceMinutes", 60));
      await().atMost(OttoOnOpenCode.LONG).until(() -> openCodeOfOther.asked().prompts() == 1);
      sleeper.signal("STOP");
      JsonNode run = one.finished(job, 1);
      assertEquals("lost", run.path("state").asText());
      await().atMost(OttoOnOpenCode.LONG).until(() -> openCodeOfOther.asked().sessionsOpen() == 0);
      sleeper.signal("CONT");
      await()
          .atMost(NOTICED)
          .until(
              () ->
                  count("qrtz_scheduler_state WHERE instance_name = '" + node("other") + "'") == 2);
      assertEquals("lost", one.finished(job, 1).path("state").asText());
      running.end();
      // It counts what became of the prompt, whose session was deleted.
      await()
          .atMost(NOTICED)
          .until(
              () -> sleeper.metrics(),
              it ->
                  it.contains("otto_runs_ended_elsewhere_total{prompt=\"unanswered\"} 1.0")
                      || it.contains("otto_runs_ended_elsewhere_total{prompt=\"answered\"} 1.0"));
      // It takes part again.
      one.runAgain(job);
      await()
          .atMost(NOTICED)
          .until(() -> openCodeOfOther.asked().prompts() + openCodeOfOne.asked().prompts() == 3);
    }
  }

  /** The clock of the database is what the node sees as wrong, which is the same. */
  @ParameterizedTest
  @ValueSource(strings = {"+5 minutes", "-5 minutes"})
  void aNodeWhoseClockIsWrongTakesNoPartUntilItIsRight(String difference) throws Exception {
    rows.write(tx -> tx.update("CREATE SCHEMA IF NOT EXISTS its"));
    setItsClock(difference);
    String itsAddress = address + "?currentSchema=public,its,pg_catalog";
    try (var other =
        new OttoOnOpenCode(
            OttoOnOpenCode.environment(home("other", 4), openCodeOfOther.url()),
            ClusterMember.sharing(itsAddress))) {
      joinsOnceItsClockIsRight(other, difference);
      takesNoPartFromTheMomentThatItsClockJumps(other, difference);
    }
  }

  private void joinsOnceItsClockIsRight(OttoOnOpenCode other, String difference) throws Exception {
    try (var one = one(1)) {
      String running = occupy(one);
      String job = one.create(one.job("Say hello."));
      saysThatItsClockIsOff(other, difference);
      assertEquals(0, openCodeOfOther.asked().prompts());
      assertEquals(2, count("qrtz_scheduler_state WHERE instance_name = '" + node("one") + "'"));
      assertEquals(2, count("qrtz_scheduler_state"));
      setItsClock("0 minutes");
      assertEquals("succeeded", one.finished(job, 1).path("state").asText());
      assertEquals(1, openCodeOfOther.asked().prompts());
      abort(one, running);
    }
  }

  /** Checks it beside a node that anybody with a right clock declares dead at once. */
  private void takesNoPartFromTheMomentThatItsClockJumps(OttoOnOpenCode other, String difference)
      throws Exception {
    String running = occupy(other);
    String itself = node("other");
    long prompts = openCodeOfOther.asked().prompts();
    setItsClock(difference);
    saysThatItsClockIsOff(other, difference);
    String job = other.create(other.job("Say hello."));
    String dead = "qrtz_scheduler_state WHERE instance_name = 'dead'";
    rows.write(
        tx ->
            tx.update(
                """
                INSERT INTO qrtz_scheduler_state
                SELECT DISTINCT sched_name, 'dead', 0, checkin_interval FROM qrtz_scheduler_state
                """));
    long checkedIn = checkIn(itself);
    await().atMost(OttoOnOpenCode.LONG).until(() -> checkIn(itself) > checkedIn + 6_000);
    assertEquals(2, count(dead));
    assertEquals(prompts, openCodeOfOther.asked().prompts());
    assertEquals(1, count("runs WHERE job_id = '" + running + "' AND state = 'running'"));
    long offset = Math.abs(checkIn(itself) - System.currentTimeMillis());
    assertTrue(offset < 60_000, "the others see it check in " + offset + " ms off");
    setItsClock("0 minutes");
    assertEquals("succeeded", other.finished(job, 1).path("state").asText());
    await().atMost(NOTICED).until(() -> count(dead) == 0);
    abort(other, running);
  }

  private long checkIn(String node) {
    String query =
        "SELECT min(last_checkin_time) FROM qrtz_scheduler_state WHERE instance_name = ?";
    return rows.read(tx -> tx.queryNumber(query, node));
  }

  private static void saysThatItsClockIsOff(OttoOnOpenCode node, String difference) {
    String services =
        await()
            .atMost(OttoOnOpenCode.LONG)
            .until(
                () -> node.get("/external/system/status").path("services").toString(),
                it -> it.contains("clock_off"));
    String behind = difference.startsWith("+") ? "behind" : "ahead of";
    assertTrue(services.contains(" s " + behind + " the database's, so this Otto"), services);
  }

  private void setItsClock(String difference) {
    rows.write(
        tx ->
            tx.update(
                """
                CREATE OR REPLACE FUNCTION its.clock_timestamp() RETURNS timestamptz LANGUAGE sql
                AS $$ SELECT pg_catalog.clock_timestamp() + interval '%s' $$
                """
                    .formatted(difference)));
  }

  @Test
  void aTriggerThatIsNotAsItsRowWantsIsMendedAtTheNextStart() throws Exception {
    String hourly;
    String moved;
    try (var one = one(1)) {
      long later = System.currentTimeMillis() + 3_600_000;
      hourly = one.create(one.job("a").put("runAt", later));
      moved = one.create(one.job("b").put("runAt", later));
      await()
          .until(
              () ->
                  count(
                          "qrtz_triggers WHERE trigger_group = 'otto' AND sched_name = 'otto-prompts'")
                      == 2);
    }
    rows.write(
        tx ->
            tx.update("DELETE FROM qrtz_simple_triggers WHERE trigger_name = ?", hourly)
                + tx.update("DELETE FROM qrtz_triggers WHERE trigger_name = ?", hourly)
                + tx.update(
                    "UPDATE qrtz_triggers SET next_fire_time = next_fire_time + 1 WHERE trigger_name = ?",
                    moved)
                + tx.update("UPDATE jobs SET paused = 1 WHERE id = 'system-heartbeat'"));
    try (var _ = one(1)) {
      assertEquals(
          2,
          count(
              "qrtz_triggers t JOIN jobs ON jobs.id = trigger_name WHERE sched_name = 'otto-prompts' AND next_fire_time = next_run_at"));
      assertEquals(0, count("qrtz_triggers WHERE trigger_name = 'system-heartbeat'"));
      assertEquals(
          2, count("qrtz_triggers WHERE sched_name = 'otto-system' AND trigger_group = 'otto'"));
    }
  }

  @Test
  void theTriggersOfVeryManyJobsAreSetBesideTheFirstStart() throws Exception {
    long jobs = ClusterTimetableTest.addVeryMany(rows);
    try (var _ = one(1)) {
      await().atMost(OttoOnOpenCode.LONG).until(() -> triggersAndRuns() == jobs);
    }
  }

  /** A node whose one thread is busy until this ends. */
  private record Occupied(OttoOnOpenCode node, String job) implements AutoCloseable {
    void end() {
      abort(node, job);
    }

    @Override
    public void close() {
      if (node.get(OttoOnOpenCode.path(job)).at("/job/status").asText().equals("running")) {
        end();
      }
    }
  }

  /** Occupies a node before there is another that could take the job. */
  private Occupied occupied(OttoOnOpenCode node) {
    return new Occupied(node, occupy(node));
  }

  /** Has the one thread of a node busy. */
  private String occupy(OttoOnOpenCode node) {
    String job = node.create(node.job(FOREVER + " #occupy"));
    await()
        .atMost(OttoOnOpenCode.LONG)
        .until(() -> count("runs WHERE job_id = '" + job + "' AND session_id IS NOT NULL") == 1);
    return job;
  }

  private static void abort(OttoOnOpenCode node, String job) {
    String run = node.latestRun(job);
    node.call(202, "POST", OttoOnOpenCode.path(job) + "/runs/" + run + "/abort", "");
    node.finished(job, 1);
  }

  private static long spent(OttoOnOpenCode node) {
    return node.get("/external/budgets").at("/accounts/0/tokensToday").asLong();
  }

  private long triggersAndRuns() {
    return count("qrtz_triggers WHERE sched_name = 'otto-prompts' AND trigger_group = 'otto'");
  }

  private long count(String from) {
    return rows.read(tx -> tx.queryNumber("SELECT count(*) FROM " + from));
  }

  private String node(String name) throws IOException {
    return Files.readString(folder.resolve(name).resolve("data/node-id")).strip();
  }

  private OttoOnOpenCode one(int prompts) throws Exception {
    return node("one", openCodeOfOne, prompts);
  }

  private OttoOnOpenCode other(int prompts) throws Exception {
    return node("other", openCodeOfOther, prompts);
  }

  private OttoOnOpenCode node(String name, StandInOpenCode openCode, int prompts) throws Exception {
    return new OttoOnOpenCode(
        OttoOnOpenCode.environment(home(name, prompts), openCode.url()),
        ClusterMember.sharing(address));
  }

  private ClusterMember member(String name, StandInOpenCode openCode) throws IOException {
    return new ClusterMember(home(name, 1), openCode.url(), address);
  }

  private Path home(String name, int prompts) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        home.resolve("config.jsonc"),
        ("{\"database\":{\"url\":\"%s\"},"
                + "\"scheduler\":{\"maxConcurrentPrompts\":%d,\"shutdownGraceSeconds\":1}}")
            .formatted(address, prompts));
    return home;
  }
}
