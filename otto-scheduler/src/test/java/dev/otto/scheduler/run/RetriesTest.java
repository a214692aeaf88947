package dev.otto.scheduler.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.JobResult;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.job.TerminalState;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A retry is stored with the run that failed, and belongs to the row of its job. */
class RetriesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Order ORDER = Order.by(Actor.scheduler("test"));
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Far enough away that it does not come within a test. */
  private static final String FAILS =
      "{\"prompt\":\"#status=429\",\"retry\":{\"attempts\":3,\"delaySeconds\":3600}}";

  @TempDir Path folder;
  private StandInOpenCode openCode;
  private RunningOtto otto;
  private JobService jobs;

  @BeforeEach
  void started() throws Exception {
    openCode = StandInOpenCode.start();
    otto = new RunningOtto(folder, openCode.url()).start();
    jobs = otto.jobs();
  }

  @AfterEach
  void stopped() throws Exception {
    otto.close();
    openCode.close();
  }

  @Test
  void aRetryIsStoredWithItsRunAndTheJobWaitsForIt() {
    Run failed = failed("job");
    Job job = job("job");
    Job.NextAttempt retry = Objects.requireNonNull(job.state().retry());
    Instant end = Objects.requireNonNull(failed.timing().finishedAt());
    assertEquals(new Job.NextAttempt(end.plusSeconds(3_600), failed.id(), 2, 3), retry);
    assertEquals(new Run.Attempt(1, 3, null), failed.attempt());
    assertFalse(job.over());
    await().atMost(LONG).until(() -> otto.hasTrigger("job"));
  }

  @Test
  void itIsANewRunWithAModelResolvedAnewAndBoundToTheOneThatFailed() {
    Run failed = failed("job");
    ModelRef another =
        otto.catalog.snapshot().models().stream()
            .map(Model::ref)
            .filter(ref -> !ref.equals(failed.receipt().choice().resolved()))
            .findFirst()
            .orElseThrow();
    change("job", "{\"modelRef\":\"" + another + "\"}");
    assertTrue(job("job").state().retry() != null);
    comeTrue("job");
    Run second = otto.ended("job", 2);
    assertEquals(new Run.Attempt(2, 3, failed.id()), second.attempt());
    assertEquals(another, second.receipt().choice().resolved());
    comeTrue("job");
    Run third = otto.ended("job", 3);
    assertEquals(new Run.Attempt(3, 3, second.id()), third.attempt());
    await().atMost(LONG).until(() -> job("job").over());
    assertEquals(null, job("job").state().retry());
  }

  @Test
  void aRunKnowsWhatAskedForItAsItsRetriesDo() {
    Run first = failed("job");
    assertEquals(Surface.SCHEDULER, first.surface());
    assertEquals("here", first.receipt().node());
    jobs.runNow("job", Order.by(new Actor("somebody", Surface.CLI)));
    assertEquals(Surface.CLI, otto.ended("job", 2).surface());
    comeTrue("job");
    assertEquals(Surface.CLI, otto.ended("job", 3).surface());
    assertEquals(null, job("job").state().asked());
  }

  @Test
  void aJobThatIsDeletedInTheDelayStaysDeleted() {
    failed("job");
    assertInstanceOf(JobResult.Done.class, jobs.cancel("job", null, ORDER));
    assertEnded("job");
    assertEquals(TerminalState.CANCELLED, Objects.requireNonNull(job("job").state().end()).state());
    assertFalse(otto.hasTrigger("job"));
  }

  @Test
  void aOneShotThatIsMovedInTheDelayRunsAtItsNewTimeAlone() {
    failed("job");
    long later = Instant.now().plusSeconds(7_200).toEpochMilli();
    change("job", "{\"runAt\":" + later + "}");
    assertEnded("job");
    assertEquals(Instant.ofEpochMilli(later), job("job").state().nextRunAt());
  }

  @Test
  void aPauseEndsItAndTheOneShotThatWaitedForItIsOver() {
    failed("job");
    assertInstanceOf(JobResult.Done.class, jobs.pause("job", ORDER));
    assertEnded("job");
    assertEquals("A pause ended its retries", otto.job("job", "terminal_reason"));
    assertInstanceOf(JobResult.Done.class, jobs.resume("job", ORDER));
    assertTrue(job("job").over());
    assertInstanceOf(JobResult.Done.class, jobs.runNow("job", ORDER));
    otto.ended("job", 2);
  }

  @Test
  void aRecurringJobKeepsItsTimesWhereARetryEnds() {
    otto.every("job", 24 * 60, FAILS);
    otto.ended("job");
    await().atMost(LONG).until(() -> job("job").state().retry() != null);
    Instant next = job("job").state().nextRunAt();
    assertInstanceOf(JobResult.Done.class, jobs.pause("job", ORDER));
    assertEnded("job");
    assertEquals(next, job("job").state().nextRunAt());
    assertFalse(job("job").over());
  }

  @Test
  void aChangedCadenceEndsIt() {
    otto.every("job", 24 * 60, FAILS);
    otto.ended("job");
    await().atMost(LONG).until(() -> job("job").state().retry() != null);
    change("job", "{\"cadenceMinutes\":600}");
    assertEnded("job");
  }

  @Test
  void aNewerRunEndsItAndIsAFirstAttempt() {
    failed("job");
    change("job", "{\"payload\":{\"prompt\":\"hello\"}}");
    assertInstanceOf(JobResult.Done.class, jobs.runNow("job", ORDER));
    Run newer = otto.ended("job", 2);
    assertEquals("succeeded", newer.outcome().state());
    assertEquals(Run.Attempt.FIRST, newer.attempt());
    await().atMost(LONG).until(() -> job("job").over());
    assertEnded("job");
  }

  @Test
  void thereIsNoneWhereTheNextRunOfTheScheduleComesFirst() {
    otto.every("job", 30, FAILS);
    otto.ended("job");
    await().atMost(LONG).until(() -> otto.hasTrigger("job"));
    assertEnded("job");
  }

  @Test
  void aJobThatIsPausedWhileItRunsIsNotRetried() {
    openCode.delay(Duration.ofSeconds(1));
    otto.every("job", 24 * 60, FAILS);
    otto.inFlight("job");
    assertInstanceOf(JobResult.Done.class, jobs.pause("job", ORDER));
    otto.ended("job");
    await().atMost(LONG).until(() -> !job("job").running());
    assertEnded("job");
  }

  @Test
  void itSurvivesAKill() throws Exception {
    Run failed = failed("job");
    Job.NextAttempt stored = job("job").state().retry();
    otto.kill();
    otto = new RunningOtto(folder, openCode.url()).start();
    jobs = otto.jobs();
    assertEquals(stored, job("job").state().retry());
    assertTrue(otto.hasTrigger("job"));
    comeTrue("job");
    assertEquals(failed.id(), otto.ended("job", 2).attempt().retryOf());
  }

  @Test
  void aRunWithoutASessionWasNotPromptedAndRunsAgainByItself() throws Exception {
    openCode.failure(FailureMode.SILENT);
    otto.once("job", "{\"prompt\":\"hello\"}");
    await().atMost(LONG).until(() -> otto.running.count() == 1);
    otto.kill();
    openCode.failure(FailureMode.NONE);
    otto = new RunningOtto(folder, openCode.url()).start();
    Run second = otto.ended("job", 2);
    assertEquals("succeeded", second.outcome().state());
    Run lost =
        otto.runs.ofJob("job", 2, 0).runs().stream()
            .filter(run -> !run.id().equals(second.id()))
            .findFirst()
            .orElseThrow();
    assertEquals("lost", lost.outcome().state());
    assertEquals(new Run.Attempt(1, null, lost.id()), second.attempt());
    assertEquals(1, openCode.asked().prompts());
  }

  @Test
  void aRunWithASessionMayHaveBeenPromptedAndIsNotRetried() throws Exception {
    openCode.delay(LONG);
    otto.once("job", FAILS);
    otto.inFlight("job");
    otto.kill();
    otto = new RunningOtto(folder, openCode.url()).start();
    jobs = otto.jobs();
    assertEquals("lost", otto.ended("job").outcome().state());
    assertEnded("job");
    assertTrue(job("job").over());
  }

  @ParameterizedTest
  @ValueSource(strings = {"#status=503", "#status=503 #reads"})
  void aFailureThatMayPassIsRetried(String prompt) {
    otto.once("job", FAILS.replace("#status=429", prompt));
    otto.ended("job");
    await().atMost(LONG).until(() -> job("job").state().retry() != null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"#status=401", "#status=503 #changes", "#status=503 #reads #changes", "#empty"})
  void noneFollowsAToolThatMayHaveChangedSomethingOrAFailureThatStays(String prompt) {
    otto.once("job", FAILS.replace("#status=429", prompt));
    Run run = otto.ended("job");
    await().atMost(LONG).until(() -> job("job").over());
    assertEnded("job");
    if (prompt.contains("changes")) {
      String message = String.valueOf(run.outcome().errorMessage());
      assertTrue(message.contains("It is not repeated, because bash was used"), message);
    }
  }

  @Test
  void aSessionThatCannotBeCreatedIsRetried() {
    openCode.failure(FailureMode.ANSWERS_HTML);
    otto.once("job", FAILS);
    assertEquals("opencode_bad_answer", otto.ended("job").outcome().errorCode());
    await().atMost(LONG).until(() -> job("job").state().retry() != null);
    openCode.failure(FailureMode.NONE);
    comeTrue("job");
    otto.ended("job", 2);
    assertEquals(1, openCode.asked().prompts());
  }

  @Test
  void whatHasEndedMeanwhileIsNotPrompted() {
    Set<String> ended = ConcurrentHashMap.newKeySet();
    otto.events.add(
        new RunListener() {
          @Override
          public void started(Run run) {
            otto.database.write(
                tx ->
                    tx.update(
                        "UPDATE runs SET state = 'lost', error_message = 'x', finished_at = 1"));
            ended.add(run.id());
          }
        });
    otto.once("job", "{\"prompt\":\"hello\"}");
    await().atMost(LONG).until(() -> !ended.isEmpty() && otto.running.count() == 0);
    assertEquals(0, openCode.asked().prompts());
    await().atMost(LONG).until(() -> openCode.asked().sessionsOpen() == 0);
  }

  private Run failed(String id) {
    otto.once(id, FAILS);
    Run failed = otto.ended(id);
    assertEquals("provider_rejected", failed.outcome().errorCode());
    await().atMost(LONG).until(() -> job(id).state().retry() != null);
    return failed;
  }

  /** Lets the time of the retry come. */
  private void comeTrue(String id) {
    await().atMost(LONG).until(() -> job(id).state().retry() != null);
    otto.set(id, "retry_at", Instant.now());
  }

  private void assertEnded(String id) {
    assertEquals(
        List.of("null", "null", "null", "null"),
        List.of(
            otto.job(id, "retry_at"),
            otto.job(id, "retry_of"),
            otto.job(id, "retry_attempt"),
            otto.job(id, "retry_max_attempts")));
  }

  private Job job(String id) {
    return jobs.find(id).orElseThrow();
  }

  private void change(String id, String body) {
    try {
      var fields = JobFields.of(JSON.readTree(body));
      assertInstanceOf(JobResult.Done.class, jobs.update(id, fields, ORDER));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
