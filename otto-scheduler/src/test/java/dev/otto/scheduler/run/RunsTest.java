package dev.otto.scheduler.run;

import static dev.otto.models.prompt.PermissionAnswer.PermissionReply.ONCE;
import static dev.otto.models.prompt.PermissionAnswer.PermissionReply.REJECT;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.FailureCode;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobResult;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import dev.otto.wire.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  private static final ModelRef GONE = ModelRef.of("openai/gone");

  @TempDir Path folder;
  private StandInOpenCode openCode;
  private RunningOtto otto;
  private ModelRef global;
  private ModelRef another;
  private ModelRef third;

  @BeforeEach
  void started() throws Exception {
    openCode = StandInOpenCode.start();
    otto = new RunningOtto(folder, openCode.url()).start();
    global = otto.catalog.snapshot().globalDefault().orElseThrow();
    List<ModelRef> others =
        otto.catalog.snapshot().models().stream()
            .map(Model::ref)
            .filter(ref -> !ref.equals(global))
            .toList();
    another = others.get(0);
    third = others.get(1);
  }

  @AfterEach
  void stopped() throws Exception {
    otto.close();
    openCode.close();
  }

  @Test
  void theModelOfEachRungArrivesAtOpenCode() {
    otto.once("global", null);
    assertEquals("global_default", otto.ended("global").receipt().choice().source());
    otto.flowDefault(another);
    otto.once("flow", null);
    assertEquals("flow_default", otto.ended("flow").receipt().choice().source());
    otto.once("own", null);
    otto.ended("own");
    otto.set("own", "model_ref", third.toString());
    otto.again("own");
    assertEquals("job", otto.ended("own", 2).receipt().choice().source());
    assertEquals(
        Map.of(global.toString(), 1L, another.toString(), 2L, third.toString(), 1L),
        openCode.asked().models());
  }

  @Test
  void aModelForOneRunIsUsedOnceAndTheReceiptSaysSo() {
    otto.every("job", 60, "{\"prompt\":\"Hello.\"}");
    otto.ended("job");
    var order = Order.by(Actor.scheduler("test"));
    assertInstanceOf(JobResult.Done.class, otto.jobs().runNow("job", Optional.of(another), order));
    Run once = otto.ended("job", 2);
    assertEquals("run", once.receipt().choice().source());
    assertEquals(another, once.receipt().choice().requested());
    assertEquals(another, once.receipt().served());
    assertEquals("null", otto.job("job", "model_ref"));
    await().until(() -> otto.job("job", "lock_token").equals("null"));
    assertEquals("null", otto.job("job", "asked_model_ref"));
    assertInstanceOf(JobResult.Done.class, otto.jobs().runNow("job", order));
    assertEquals("global_default", otto.ended("job", 3).receipt().choice().source());
  }

  @Test
  void itsRetriesUseTheModelOfTheRunToo() {
    otto.every(
        "job", 60, "{\"prompt\":\"#status=503\",\"retry\":{\"attempts\":2,\"delaySeconds\":1}}");
    otto.ended("job", 2);
    var order = Order.by(Actor.scheduler("test"));
    await().until(() -> otto.job("job", "lock_token").equals("null"));
    otto.jobs().runNow("job", Optional.of(another), order);
    Run retry = otto.ended("job", 4);
    assertEquals(2, retry.attempt().number());
    assertEquals("run", retry.receipt().choice().source());
    assertEquals(another, retry.receipt().choice().resolved());
  }

  @Test
  void aModelForOneRunMustBeThere() {
    otto.every("job", 60, "{\"prompt\":\"Hello.\"}");
    otto.ended("job");
    var order = Order.by(Actor.scheduler("test"));
    var refused =
        assertInstanceOf(
            JobResult.Invalid.class, otto.jobs().runNow("job", Optional.of(GONE), order));
    assertEquals(ErrorCode.UNKNOWN_MODEL, refused.code());
    otto.jobs().runNow("job", Optional.of(GONE), new Order(Actor.scheduler("test"), true, false));
    assertEquals("fallback_global_default", otto.ended("job", 2).receipt().choice().source());
  }

  @Test
  void aRunEndsWithItsAnswerAndItsReceipt() {
    otto.once("job", "{\"prompt\":\"What is new?\"}");
    Run run = otto.ended("job");
    var outcome = assertInstanceOf(Outcome.Succeeded.class, run.outcome());
    assertTrue(outcome.report().json().contains("What is new?"), outcome.toString());
    assertEquals(global, run.receipt().served());
    assertNotEquals(null, run.receipt().bill().costUsd().orElse(null));
    assertNotEquals(null, run.receipt().sessionId());
    assertEquals("completed", otto.job("job", "terminal_state"));
    assertEquals("null", otto.job("job", "lock_token"));
    await().until(() -> openCode.asked().sessionsOpen() == 0);
  }

  @Test
  void aModelThatHadNothingToDoSkipsTheRunAndTheJobGoesOn() {
    otto.every("job", 60, "{\"prompt\":\"```json {\\\"status\\\":\\\"skipped\\\"} ```\"}");
    Run run = otto.ended("job");
    assertInstanceOf(Outcome.Skipped.class, run.outcome());
    assertEquals("skipped", run.outcome().status());
    assertEquals(global, run.receipt().served());
    await().until(() -> otto.hasTrigger("job"));
  }

  @Test
  void anAnswerWithoutTextFailsTheRunAndItsTokensStayOnTheReceipt() {
    otto.once("job", "{\"prompt\":\"#empty\"}");
    Run run = otto.ended("job");
    assertEquals("empty_answer", run.outcome().errorCode());
    assertTrue(run.receipt().bill().tokens().in() > 0);
  }

  @Test
  void whatIsAskedDuringARunIsRefusedAndOnItsReceipt() {
    otto.once("job", "{\"prompt\":\"#ask\"}");
    Run run = otto.ended("job");
    assertEquals("succeeded", run.outcome().state());
    assertEquals(
        List.of(
            new PermissionAnswer(
                "bash", List.of("pwd"), String.valueOf(run.receipt().sessionId()), REJECT)),
        run.receipt().permissions());
    otto.once("mute", "{\"prompt\":\"#ask #empty\"}");
    assertEquals("permission_refused", otto.ended("mute").outcome().errorCode());
  }

  @Test
  void aJobMayAllowWhatIsAsked() {
    otto.once("job", "{\"prompt\":\"#ask\",\"permissions\":\"allow\"}");
    assertEquals(ONCE, otto.ended("job").receipt().permissions().getFirst().reply());
  }

  @Test
  void theTypeIsPromptedWhereThereIsNoPrompt() {
    otto.once("job", null);
    otto.ended("job");
    assertEquals(Map.of("say hello", 1L), openCode.asked().texts());
  }

  @Test
  void anUnavailableModelFallsBackWithOneWarning() {
    try (var warnings = new Warnings("model_fallback")) {
      otto.flowDefault(GONE);
      otto.once("job", null);
      Receipt receipt = otto.ended("job").receipt();
      assertEquals(GONE, receipt.choice().requested());
      assertEquals(global, receipt.served());
      assertTrue(receipt.choice().fallback());
      assertEquals(1, warnings.count());
    }
  }

  @Test
  void aRunThatAnotherModelServedIsMarkedWithOneWarning() {
    try (var warnings = new Warnings("model_served_differs")) {
      otto.once("job", "{\"prompt\":\"#another\"}");
      Receipt receipt = otto.ended("job").receipt();
      assertTrue(receipt.servedAnother());
      assertEquals(ModelRef.of(global + "-another"), receipt.served());
      assertEquals(1, warnings.count());
    }
  }

  @Test
  void aRunThatAnotherModelServedFailsWhereThePolicyAllowsOnlyTheNamed() {
    otto.once("job", "{\"prompt\":\"#another\"}");
    assertInstanceOf(Outcome.Succeeded.class, otto.ended("job").outcome());
    otto.set("job", "model_ref", global.toString());
    otto.set("job", "model_policy", "strict");
    otto.again("job");

    Run run = otto.ended("job", 2);

    var failed = assertInstanceOf(Outcome.Failed.class, run.outcome());
    assertEquals(FailureCode.SERVED_OUTSIDE.key(), failed.code());
    assertEquals(
        "OpenCode used %s-another all the same, though the policy strict allows only %s"
            .formatted(global, global),
        failed.message());
    Receipt receipt = run.receipt();
    assertEquals(global, receipt.choice().resolved());
    assertEquals(
        List.of(ModelRef.of(global + "-another")),
        receipt.bill().models().stream().map(Bill.ModelUsage::model).toList());
  }

  @Test
  void whatCannotBeStoredIsTriedAgainUntilItCan() {
    otto.forbid("INSERT");
    otto.once("job", null);
    await().until(() -> otto.running.count() == 1);
    assertEquals(0, openCode.asked().prompts());
    otto.allow("INSERT");
    otto.forbid("UPDATE OF finished_at");
    await().until(() -> openCode.asked().prompts() == 1);
    otto.inFlight("job");
    otto.allow("UPDATE OF finished_at");
    assertEquals("succeeded", otto.ended("job").outcome().state());
    assertEquals(1, openCode.asked().prompts());
  }

  @Test
  void aModelSwitchedWhileAJobRunsCountsForItsNextRun() {
    openCode.delay(Duration.ofMillis(300));
    otto.every("job", 60, null);
    otto.inFlight("job");
    otto.set("job", "model_ref", another.toString());
    assertEquals(global, otto.ended("job").receipt().served());
    otto.again("job");
    assertEquals(another, otto.ended("job", 2).receipt().served());
  }

  @Test
  void aRecurringJobIsDueAgainACadenceAfterItsRunEnded() {
    otto.every("job", 60, null);
    Run run = otto.ended("job");
    long end = run.timing().finishedAt().toEpochMilli();
    await().until(() -> otto.job("job", "next_run_at").equals(String.valueOf(end + 60 * 60_000)));
    assertEquals("null", otto.job("job", "terminal_state"));
    assertTrue(otto.hasTrigger("job"));
  }

  @Test
  void withoutAModelNoPromptIsSent() {
    openCode.globalDefault(Optional.empty());
    otto.catalog.refresh();
    otto.once("job", null);
    assertEquals("no_model_available", otto.ended("job").outcome().errorCode());
    assertEquals(0, openCode.asked().prompts());
  }

  @Test
  void aModelThatOpenCodeRefusesIsResolvedAgainAfterARefresh() {
    try (var warnings = new Warnings("model_fallback")) {
      otto.flowDefault(another);
      openCode.models(List.of(otto.catalog.snapshot().find(global).orElseThrow()));
      otto.once("job", null);
      Run run = otto.ended("job");
      assertEquals("succeeded", run.outcome().state());
      assertEquals(global, run.receipt().choice().resolved());
      assertEquals(global, run.receipt().served());
      assertEquals("fallback_global_default", run.receipt().choice().source());
      assertEquals(1, warnings.count());
      assertEquals(1, otto.catalog.snapshot().size());
    }
  }

  @Test
  void whatOpenCodeStillRefusesAfterARefreshFails() {
    openCode.failure(FailureMode.REFUSES_PROMPTS);
    otto.once("job", null);
    assertEquals("model_unknown_to_opencode", otto.ended("job").outcome().errorCode());
    assertEquals(2, openCode.asked().sessionsMade());
  }

  @Test
  void aMissingProfileFailsTheRun() {
    otto.onceWithProfile("job", "absent");
    assertEquals("profile_missing", otto.ended("job").outcome().errorCode());
    assertEquals(0, openCode.asked().prompts());
    assertEquals("Its run ended with profile_missing", otto.job("job", "terminal_reason"));
  }

  @Test
  void aPromptThatTakesTooLongIsAborted() {
    openCode.delay(Duration.ofSeconds(30));
    otto.once("job", "{\"timeoutSeconds\":1}");
    assertEquals("timeout", otto.ended("job").outcome().errorCode());
    assertTrue(openCode.asked().aborts() >= 1);
  }

  @Test
  void aRunThatIsAbortedEndsAsAborted() {
    openCode.delay(Duration.ofSeconds(30));
    otto.once("job", null);
    assertTrue(otto.running.abort(otto.inFlight("job").id()));
    assertEquals("aborted", otto.ended("job").outcome().errorCode());
  }

  /** As if another Otto, which took this one for gone, did so when the session was just stored. */
  @Test
  void aRunThatIsEndedElsewhereStaysSoAndItsLateAnswerIsTold() {
    otto.database.write(
        tx ->
            tx.update(
                """
                CREATE TRIGGER elsewhere AFTER UPDATE OF session_id ON runs BEGIN
                  UPDATE runs SET state = 'lost', finished_at = started_at, error_code = 'lost',
                    error_message = 'ended elsewhere'
                    WHERE id = new.id;
                END
                """));
    var told = new CopyOnWriteArrayList<Run>();
    otto.events.add(
        new RunListener() {
          @Override
          public void endedElsewhere(Run run) {
            told.add(run);
          }
        });
    otto.once("job", null);
    await().until(() -> !told.isEmpty());
    assertEquals(global, told.getFirst().receipt().served());
    assertEquals("lost", otto.ended("job").outcome().errorCode());
    assertEquals(1, openCode.asked().prompts());
  }

  @Test
  void whatWasInFlightAtAKillIsLostAndPromptedNoMore() throws Exception {
    openCode.delay(Duration.ofSeconds(30));
    otto.once("once", "{\"prompt\":\"once\"}");
    otto.every("often", 60, "{\"prompt\":\"often\"}");
    otto.inFlight("once");
    otto.inFlight("often");
    await().until(() -> openCode.asked().prompts() == 2);
    otto.kill();
    openCode.delay(Duration.ZERO);
    otto = new RunningOtto(folder, openCode.url()).start();

    assertEquals("lost", otto.ended("once").outcome().errorCode());
    assertEquals("lost", otto.ended("often").outcome().errorCode());
    assertEquals("Its run ended with lost", otto.job("once", "terminal_reason"));
    assertFalse(otto.hasTrigger("once"));
    assertTrue(otto.hasTrigger("often"));
    otto.once("later", "{\"prompt\":\"later\"}");
    otto.ended("later");
    assertEquals(Map.of("once", 1L, "often", 1L, "later", 1L), openCode.asked().texts());
    assertTrue(openCode.asked().aborts() >= 2);
  }

  @Test
  void stoppingWaitsForWhatRunsAndLosesTheRest() throws Exception {
    otto.once("short", "{\"prompt\":\"#delay=500\"}");
    otto.once("long", "{\"prompt\":\"#delay=30000\"}");
    otto.inFlight("short");
    otto.inFlight("long");
    otto.stop(Duration.ofSeconds(1));
    assertEquals("succeeded", otto.ended("short").outcome().state());
    assertEquals("lost", otto.ended("long").outcome().state());
    otto.once("late", null);
    assertEquals(0, otto.running.count());
    assertEquals(0, otto.runs.ofJob("late", 1, 0).total());
  }

  @Test
  void onlySoManyPromptsAreInFlightAndEveryJobRunsOnce() {
    openCode.delay(Duration.ofMillis(20));
    for (int i = 0; i < 30; i++) {
      otto.once("job" + i, null);
    }
    for (int i = 0; i < 30; i++) {
      assertEquals("succeeded", otto.ended("job" + i).outcome().state());
    }
    assertEquals(30, openCode.asked().prompts());
    assertEquals(2, openCode.asked().mostAtOnce());
  }

  @Test
  void aPausedJobIsNotPrompted() {
    otto.every("job", 60, null);
    otto.ended("job");
    otto.set("job", "paused", 1);
    otto.again("job");
    otto.once("other", null);
    otto.ended("other");
    assertEquals(1, otto.runs.ofJob("job", 1, 0).total());
  }

  @Test
  void aJobThatIsPausedOrMovedWhileItWaitsForASlotIsNotPrompted() {
    otto.once("first", "{\"prompt\":\"#delay=1000\"}");
    otto.once("second", "{\"prompt\":\"#delay=1000\"}");
    otto.inFlight("first");
    otto.inFlight("second");
    otto.every("paused", 60, null);
    otto.every("moved", 60, null);
    await().until(() -> otto.slots.isAwaitedBy("paused") && otto.slots.isAwaitedBy("moved"));
    Instant later = Instant.ofEpochMilli(System.currentTimeMillis()).plusSeconds(3600);
    otto.set("paused", "paused", 1);
    otto.set("moved", "next_run_at", later);
    otto.ended("first");
    otto.ended("second");
    await().until(() -> !otto.slots.isAwaitedBy("paused") && !otto.slots.isAwaitedBy("moved"));
    await()
        .until(
            () ->
                !otto.hasTrigger("paused")
                    && otto.nextFireTime("moved").equals(Optional.of(later)));
    assertEquals(2, openCode.asked().prompts());
    otto.once("next", null);
    assertEquals("succeeded", otto.ended("next").outcome().state());
  }

  @Test
  void listenersHearOfEachRunOnceAndOneThatThrowsDisturbsNobody() {
    var heard = new CopyOnWriteArrayList<String>();
    otto.events.add(
        new RunListener() {
          @Override
          public void started(Run run) {
            throw new IllegalStateException("a defect");
          }
        });
    otto.events.add(
        new RunListener() {
          @Override
          public void started(Run run) {
            heard.add("started " + run.jobId());
          }

          @Override
          public void finished(Run run) {
            heard.add(run.outcome().state() + " " + run.jobId());
          }
        });
    otto.once("job", null);
    await().until(() -> heard.size() == 2);
    assertEquals(List.of("started job", "succeeded job"), heard);
  }

  @Test
  void theSystemsOwnJobsRunWhileAllSlotsAreTaken() throws Exception {
    var delivered = new ArrayList<String>();
    otto.close();
    otto = new RunningOtto(folder, openCode.url(), new Summary(delivered)).start();
    for (int i = 0; i < 10; i++) {
      otto.once("long" + i, "{\"prompt\":\"#delay=3000\"}");
    }
    otto.inFlight("long0");
    otto.every("system-heartbeat", 60, null);
    Run run = otto.ended("system-heartbeat");
    assertEquals("succeeded", run.outcome().state());
    assertEquals(1, openCode.asked().withoutTools());
    assertEquals(1, delivered.size());
    otto.stop(Duration.ZERO);
  }

  private record Summary(List<String> delivered) implements SystemWork {
    @Override
    public String type() {
      return "heartbeat";
    }

    @Override
    public Duration cadence() {
      return Duration.ofHours(1);
    }

    @Override
    public Assignment begin(String runId, Instant now) {
      return new Assignment.AskModel("Summarise", answer -> delivered.add(answer.orElse("none")));
    }
  }
}
