package dev.otto.scheduler.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleCheckTest {
  private static final Duration TOMORROW = Duration.ofDays(1);
  private static final String LONG = "{\"prompt\":\"#delay=600000\"}";

  private final SettableClock clock = new SettableClock(Instant.now());
  private final AtomicBoolean broken = new AtomicBoolean(true);
  private StandInOpenCode openCode;
  private RunningOtto otto;

  /** A job whose thread dies of something that is no failure of a run. */
  private final class Breaking implements SystemWork {
    @Override
    public String type() {
      return "heartbeat";
    }

    @Override
    public Duration cadence() {
      return TOMORROW;
    }

    @Override
    public Assignment begin(String runId, Instant now) {
      if (broken.get()) {
        throw new StackOverflowError();
      }
      return new Assignment.NothingToAsk("well");
    }
  }

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    openCode = StandInOpenCode.start();
    otto = new RunningOtto(folder, openCode.url(), clock, new Breaking()).start();
  }

  @AfterEach
  void stop() throws Exception {
    otto.close();
    openCode.close();
  }

  @Test
  void findsNothingWhereJobsRunAsTheirRowsSay() throws Exception {
    otto.once("now", null);
    otto.ended("now");
    otto.every("later", 5, null);
    otto.set("later", "next_run_at", clock.instant().plus(TOMORROW));
    otto.once("running", LONG);
    otto.inFlight("running");
    lookTwice();
    assertEquals(List.of(), otto.check.troubles());
    assertInstanceOf(Outcome.Running.class, otto.inFlight("running").outcome());
    otto.running.abort(otto.inFlight("running").id());
  }

  @Test
  void aLostTriggerIsCreatedAgain() throws Exception {
    futureJob("job");
    otto.loseTrigger("job");
    otto.look();
    assertFalse(otto.hasTrigger("job"), "it may be about to get one");
    otto.look();
    assertTrue(otto.hasTrigger("job"));
    assertEquals(List.of("trigger_missing"), codes());
    assertTrue(otto.check.troubles().getFirst().message().contains("job job "));
    otto.look();
    assertEquals(List.of(), codes());
  }

  @Test
  void aLostTriggerOfARetryIsCreatedAgain() throws Exception {
    otto.once(
        "job", "{\"prompt\":\"#status=429\",\"retry\":{\"attempts\":2,\"delaySeconds\":3600}}");
    otto.ended("job");
    await().until(() -> !otto.job("job", "retry_at").equals("null") && otto.hasTrigger("job"));
    otto.loseTrigger("job");
    lookTwice();
    assertTrue(otto.hasTrigger("job"));
    assertEquals(List.of("trigger_missing"), codes());
  }

  @Test
  void anOverdueJobIsFiredWhereSlotsAreFree() throws Exception {
    futureJob("job");
    otto.pauseTrigger("job");
    moveRow("job", clock.instant().minusSeconds(61));
    lookTwice();
    assertEquals(List.of("job_overdue"), codes());
    otto.ended("job");
    lookTwice();
    assertEquals(List.of(), codes());
  }

  @Test
  void aJobThatIsLateByLessIsNot() throws Exception {
    futureJob("job");
    moveRow("job", clock.instant().minusSeconds(59));
    lookTwice();
    assertEquals(List.of(), codes());
    clock.advance(Duration.ofSeconds(2));
    lookTwice();
    assertEquals(List.of("job_overdue"), codes());
  }

  @Test
  void aJobThatWaitsForASlotIsNeitherLateNorWithoutATrigger() throws Exception {
    futureJob("fourth");
    otto.once("one", LONG);
    otto.once("two", LONG);
    String first = otto.inFlight("one").id();
    String second = otto.inFlight("two").id();
    otto.once("third", null);
    await().until(() -> !otto.hasTrigger("third"));
    moveRow("fourth", clock.instant());
    clock.advance(Duration.ofMinutes(2));
    lookTwice();
    assertEquals(List.of(), codes());
    otto.running.abort(first);
    otto.running.abort(second);
    otto.ended("third");
  }

  @Test
  void aSlotIsNotReservedForAJobThatWasPutOffWhileItWaited() throws Exception {
    otto.once("one", LONG);
    otto.once("two", LONG);
    String first = otto.inFlight("one").id();
    String second = otto.inFlight("two").id();
    otto.once("third", null);
    otto.once("fourth", null);
    await().until(() -> !otto.hasTrigger("third") && !otto.hasTrigger("fourth"));
    otto.set("third", "next_run_at", clock.instant().plus(TOMORROW));
    otto.running.abort(first);
    otto.ended("fourth");
    otto.once("fifth", LONG);
    otto.inFlight("fifth");
    otto.running.abort(second);
    otto.running.abort(otto.inFlight("fifth").id());
  }

  @Test
  void theRunOfAJobThatThrewIsLostAndTheJobGoesOn() throws Exception {
    otto.every("system-heartbeat", 5, null);
    await()
        .until(() -> !otto.running.contains(open().id()) && !otto.hasTrigger("system-heartbeat"));
    otto.look();
    Run lost = otto.ended("system-heartbeat");
    assertInstanceOf(Outcome.Lost.class, lost.outcome());
    assertTrue(otto.hasTrigger("system-heartbeat"));
    awaitWhatWasThrown();
    String told = otto.check.troubles().getFirst().message();
    assertTrue(told.contains("StackOverflowError"), told);
    broken.set(false);
    otto.again("system-heartbeat");
    otto.ended("system-heartbeat", 2);
    await()
        .untilAsserted(
            () -> {
              otto.look();
              assertEquals(List.of(), codes());
            });
  }

  @Test
  void whatAJobThrewIsForgottenAfterADay() throws Exception {
    otto.once("system-heartbeat", null);
    await()
        .until(() -> !otto.running.contains(open().id()) && !otto.hasTrigger("system-heartbeat"));
    awaitWhatWasThrown();
    clock.advance(TOMORROW.plusSeconds(1));
    otto.look();
    assertEquals(List.of(), codes());
  }

  /** Quartz tells of it after the run is over. */
  private void awaitWhatWasThrown() {
    await()
        .untilAsserted(
            () -> {
              otto.look();
              assertEquals(List.of("job_threw"), codes());
            });
  }

  private void futureJob(String id) {
    otto.every(id, 5, null);
    otto.ended(id);
    await().until(() -> otto.job(id, "lock_token").equals("null") && otto.hasTrigger(id));
    otto.set(id, "next_run_at", clock.instant().plus(TOMORROW));
    otto.database.write(tx -> tx.update("DELETE FROM runs WHERE job_id = ?", id));
  }

  private void moveRow(String id, Instant due) {
    otto.database.write(tx -> tx.update("UPDATE jobs SET next_run_at = ? WHERE id = ?", due, id));
  }

  private Run open() {
    await().until(() -> !otto.runs.open().isEmpty());
    return otto.runs.open().getFirst();
  }

  private void lookTwice() {
    otto.look();
    otto.look();
  }

  private List<String> codes() {
    return otto.check.troubles().stream().map(ScheduleCheck.Symptom::code).toList();
  }
}
