package dev.otto.ctl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Runs of tasks, as those who wait for one or look at it later see them. */
class TaskRunCommandTest {
  private static final String MODEL = "basalt/basalt-4-mini";

  @AutoClose private static Daemon daemon;
  private String id = "";

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    daemon = Daemon.start(home);
  }

  /** Each test has its own, with what makes a path hard in its name. */
  @BeforeEach
  void task(TestInfo test) {
    id = "a b/" + test.getTestMethod().orElseThrow().getName();
    daemon.task(id, "Say hello.");
  }

  @Test
  void waitsForARunAndPrintsItsReceipt() {
    daemon.run("task", "set-model", id, MODEL).ok();
    var shown = daemon.atTerminal("task", "run-now", id, "--wait").ok();
    assertTrue(shown.lines().getFirst().startsWith("succeeded in "), shown.out());
    assertTrue(shown.lines().contains("resolved   " + MODEL + "  (job)"), shown.out());
    assertTrue(shown.lines().contains("served     " + MODEL), shown.out());
    var plain = daemon.run("task", "run-now", id, "--wait").ok();
    assertEquals(1, plain.lines().size());
    String[] cells = plain.lines().getFirst().split("\t", -1);
    assertEquals(List.of("succeeded", MODEL, MODEL, "job"), List.of(cells).subList(2, 6));
    var json = daemon.run("task", "run-now", id, "--wait", "-o", "json").ok().json();
    assertEquals(MODEL, json.get("servedModelRef").getAsString());
    assertEquals(3, daemon.run("task", "runs", id).ok().lines().size());
    assertEquals(2, daemon.run("task", "runs", id, "--limit", "2", "-o", "name").lines().size());
    assertTrue(daemon.atTerminal("task", "runs", id).ok().out().startsWith("STARTED"));
  }

  @Test
  void aReceiptSaysWhatWasAsked() {
    assertEquals(2, daemon.run("task", "update", id, "--permissions", "ask").exit());
    daemon.run("task", "update", id, "--prompt", "#ask").ok();
    var refused = daemon.atTerminal("task", "run-now", id, "--wait").ok();
    assertTrue(refused.out().contains("asked      bash (pwd): refused"), refused.out());
    daemon.run("task", "update", id, "--prompt", "#ask", "--permissions", "allow").ok();
    var allowed = daemon.atTerminal("task", "run-now", id, "--wait").ok();
    assertTrue(allowed.out().contains("asked      bash (pwd): allowed"), allowed.out());
  }

  @Test
  void aFailureIsAcknowledgedSnoozedAndThatTakenBack() {
    daemon.run("task", "update", id, "--prompt", "#status=400").ok();
    assertEquals(1, daemon.run("task", "run-now", id, "--wait").exit());
    var known = daemon.run("task", "acknowledge", id, "--reason", "Anna mends it");
    assertEquals(List.of("id\t" + id, "status\tacknowledged"), known.ok().lines());
    String shown = daemon.atTerminal("task", "show", id).ok().out();
    assertTrue(shown.contains("Anna mends it") && !shown.contains("until in"), shown);
    daemon.run("task", "acknowledge", id, "--reason", "later", "--until", "3d").ok();
    shown = daemon.atTerminal("task", "show", id).ok().out();
    assertTrue(shown.contains("later") && shown.contains("until in"), shown);
    assertEquals(
        List.of(id + " unacknowledged"),
        daemon.atTerminal("task", "unacknowledge", id).ok().lines());
    assertFalse(daemon.atTerminal("task", "show", id).ok().out().contains("acknowledgement"));
  }

  @Test
  void aSkippedRunIsNoFailure() {
    String prompt = "```json {\"status\":\"skipped\"} ```";
    daemon.run("task", "update", id, "--prompt", prompt).ok();
    var shown = daemon.atTerminal("task", "run-now", id, "--wait").ok();
    assertTrue(shown.lines().getFirst().startsWith("skipped in "), shown.out());
  }

  @Test
  void aRunThatFailsMakesTheCommandFail() {
    daemon.run("task", "update", id, "--prompt", "#status=401").ok();
    var failed = daemon.run("task", "run-now", id, "--wait");
    assertEquals(1, failed.exit());
    assertEquals("failed", failed.lines().getFirst().split("\t", -1)[2]);
    var shown = daemon.atTerminal("task", "run-now", id, "--wait");
    assertEquals(1, shown.exit());
    assertTrue(shown.out().contains("error"), shown.out());
  }

  @Test
  void aTaskThatIsRetriedShowsTheAttemptThatComes() {
    var payload = JsonNodeFactory.instance.objectNode().put("prompt", "#status=429");
    payload.putObject("retry").put("attempts", 3).put("delaySeconds", 3_600);
    ObjectNode change = JsonNodeFactory.instance.objectNode().set("payload", payload);
    daemon.otto.jobs().update(id, JobFields.of(change), Order.by(Actor.scheduler("test")));
    daemon.run("task", "run-now", id, "--wait");
    await().until(() -> daemon.job(id).state().retry() != null);
    String shown = daemon.atTerminal("task", "show", id).ok().out();
    assertTrue(shown.contains("(attempt 2 of 3)"), shown);
    assertTrue(shown.contains("retryOf"), shown);
    var plain = daemon.run("task", "show", id).ok().lines();
    assertTrue(plain.contains("nextAttempt\t2"), plain.toString());
    daemon.otto.jobs().cancel(id, null, Order.by(Actor.scheduler("test")));
    String over = daemon.atTerminal("task", "show", id).ok().out();
    assertFalse(over.contains("nextAttempt"), over);
  }

  @Test
  void runsNowWithoutWaiting() {
    daemon.run("task", "run-now", id, "--dry-run").ok();
    assertEquals(List.of(), daemon.run("task", "runs", id).ok().lines());
    assertEquals(
        List.of("id\t" + id, "status\trun_now_scheduled"),
        daemon.run("task", "run-now", id).ok().lines());
    await().until(() -> daemon.run("task", "runs", id).out().contains("succeeded"));
    assertEquals(3, daemon.run("task", "run-now", "nobody", "--wait").exit());
  }

  @Test
  void abortsTheRunInProgress() {
    assertEquals(5, daemon.run("task", "abort", id).exit());
    daemon.run("task", "update", id, "--prompt", "#delay=60000").ok();
    daemon.run("task", "run-now", id).ok();
    await().until(() -> daemon.run("task", "runs", id).out().contains("running"));
    assertEquals(5, daemon.run("task", "run-now", id).exit());
    assertEquals("status\taborting", daemon.run("task", "abort", id).ok().lines().get(1));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> daemon.run("task", "runs", id).out().contains("failed"));
  }
}
