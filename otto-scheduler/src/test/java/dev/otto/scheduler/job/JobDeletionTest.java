package dev.otto.scheduler.job;

import static dev.otto.scheduler.job.JobWorld.ORDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.job.JobResult.Conflict;
import dev.otto.scheduler.job.JobResult.Done;
import dev.otto.scheduler.job.JobResult.Forbidden;
import dev.otto.scheduler.job.JobResult.NotFound;
import dev.otto.scheduler.job.JobResult.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs that are deleted for good: what goes, and what stays. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class JobDeletionTest {
  private static final Order DRY_RUN = new Order(new Actor("token", Surface.CLI), false, true);
  private static final String SECRET =
      "{'id':'a','type':'report','scheduleType':'recurring','cadenceMinutes':60,"
          + "'payload':{'prompt':'A secret.'}}";

  @Parameter private TestDatabase on;
  @AutoClose private JobWorld world;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world = new JobWorld(folder, on);
    world.create(SECRET);
    world.create(SECRET.replace("'a'", "'other'"));
    for (String job : List.of("a", "other")) {
      for (int i = 0; i < 3; i++) {
        ran(job, job + i);
      }
    }
  }

  /** A run with an answer, a bill and a notification. */
  private void ran(String job, String run) {
    world.database.write(
        tx -> {
          tx.update(
              """
              INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state, result_json)
              VALUES (?, ?, 1, 2, 1, 'succeeded', '"A secret."')
              """,
              run,
              job);
          tx.update(
              """
              INSERT INTO model_usage (run_id, at, ended_at, model_ref, input_tokens,
                output_tokens, reasoning_tokens, cache_read_tokens, cache_write_tokens, cost_usd)
              VALUES (?, 1, 2, 'openai/gpt-5', 100, 1, 2, 3, 4, 0.25)
              """,
              run);
          tx.update(
              """
              INSERT INTO run_transcripts (run_id, session_id, at, entries_json, truncated)
              VALUES (?, 'ses_1', 1, 'A secret.', 0)
              """,
              run);
          return tx.update(
              """
              INSERT INTO notifications (created_at, source, severity, text, status, run_id)
              VALUES (1, 'watchdog', 'warning', 'A secret.', 'delivered', ?)
              """,
              run);
        });
  }

  private long count(String what) {
    return world.database.read(tx -> tx.queryNumber("SELECT count(*) FROM " + what));
  }

  @Test
  void nothingIsDeletedInOneStep() {
    assertInstanceOf(Conflict.class, world.jobs.deleteForGood("a", ORDER));
    world.run("a");
    assertInstanceOf(Conflict.class, world.jobs.deleteForGood("a", ORDER));
    assertInstanceOf(NotFound.class, world.jobs.deleteForGood("nobody", ORDER));
    assertEquals(6, count("runs"));
  }

  @Test
  void ottosOwnJobsStay() {
    var heartbeat = new SystemJob("system-heartbeat", "heartbeat", 180, JobWorld.START);
    world.jobs.start(List.of(heartbeat), Duration.ofDays(1));
    assertInstanceOf(Forbidden.class, world.jobs.deleteForGood("system-heartbeat", ORDER));
  }

  @Test
  void aDryRunDeletesNothing() {
    world.jobs.cancel("a", null, ORDER);
    var would = assertInstanceOf(Done.class, world.jobs.deleteForGood("a", DRY_RUN));
    assertEquals(Operation.DELETED_FOR_GOOD, would.operation());
    assertEquals(6, count("runs"));
    assertTrue(world.jobs.find("a").isPresent());
  }

  @Test
  void theHistoryGoesAndWhatWasSpentStays() throws Exception {
    world.jobs.cancel("a", "too dear", ORDER);
    assertInstanceOf(Done.class, world.jobs.deleteForGood("a", ORDER));
    assertEquals(Optional.empty(), world.jobs.find("a"));
    assertEquals(Optional.empty(), world.trigger("a"));
    for (String table : List.of("runs", "model_usage", "notifications", "run_transcripts")) {
      assertEquals(3, count(table), table);
    }
    assertEquals(3, count("deleted_usage WHERE job_id = 'a' AND input_tokens = 100"));
    assertEquals(3, count("deleted_usage WHERE cost_usd = 0.25 AND model_ref = 'openai/gpt-5'"));
    assertEquals(0, count("audit_entries WHERE job_id = 'a' AND coalesce(before, after) <> ''"));
    List<String> actions =
        world.database.read(
            tx ->
                tx.query(
                    "SELECT action FROM audit_entries WHERE job_id = 'a' ORDER BY id",
                    row -> row.text("action")));
    assertEquals(List.of("job.create", "job.cancel", "job.delete"), actions);
    assertEquals(3, count("audit_entries WHERE job_id = 'a' AND actor = 'token'"));
    assertTrue(world.jobs.find("other").isPresent());
    assertTrue(count("audit_entries WHERE job_id = 'other' AND after IS NOT NULL") > 0);
  }

  @Test
  void aLongHistoryGoesWhole() throws Exception {
    world.jobs.cancel("a", null, ORDER);
    world.database.write(
        tx ->
            tx.update(
                """
                INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state)
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
                SELECT 'many-' || i, 'a', i, i, i, 'succeeded' FROM n
                """));
    assertEquals(2_506, count("runs"));
    assertInstanceOf(Done.class, world.jobs.deleteForGood("a", ORDER));
    assertEquals(3, count("runs"));
  }
}
