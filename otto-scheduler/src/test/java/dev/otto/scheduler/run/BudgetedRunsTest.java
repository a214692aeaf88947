package dev.otto.scheduler.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Budget;
import dev.otto.models.BudgetScope;
import dev.otto.models.Budgets;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobResult;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs at 99 and at 101 percent of their budget: nothing is lost, and nothing goes over. */
class BudgetedRunsTest {
  private static final Order ORDER = Order.by(Actor.scheduler("test"));
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String FAILS =
      "{\"prompt\":\"#status=429\",\"retry\":{\"attempts\":3,\"delaySeconds\":3600}}";

  private static final String HELLO = "{\"prompt\":\"hello\"}";

  @TempDir Path folder;

  /** Quartz fires by the time of the machine, which this one begins with. */
  private final SettableClock clock =
      new SettableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));

  private final List<Optional<String>> delivered = new CopyOnWriteArrayList<>();
  private StandInOpenCode openCode;
  private RunningOtto otto;
  private JobService jobs;

  @BeforeEach
  void started() throws Exception {
    openCode = StandInOpenCode.start();
    otto = new RunningOtto(folder, openCode.url(), clock, new Telling()).start();
    jobs = otto.jobs();
  }

  @AfterEach
  void stopped() throws Exception {
    otto.close();
    openCode.close();
  }

  /** Work of the system that asks a model to word what it tells. */
  private final class Telling implements SystemWork {
    @Override
    public String type() {
      return "heartbeat";
    }

    @Override
    public Duration cadence() {
      return Duration.ofDays(1);
    }

    @Override
    public Assignment begin(String runId, Instant now) {
      return new Assignment.AskModel("Word this", delivered::add);
    }
  }

  private static Budget tokens(long most, Optional<ModelRef> then) {
    return new Budget(null, null, most, then);
  }

  private void budget(long most) {
    budget(BudgetScope.ALL, tokens(most, Optional.empty()));
  }

  private void budget(BudgetScope scope, Budget budget) {
    otto.budgets.use(new Budgets(Map.of(scope, budget)));
  }

  /** Runs a job once, and returns the tokens that it took. */
  private long spend() {
    otto.once("spender", HELLO);
    long tokens = otto.ended("spender").receipt().bill().tokens().withoutCacheReads();
    assertTrue(tokens > 0);
    return tokens;
  }

  private Job job(String id) {
    return jobs.find(id).orElseThrow();
  }

  /** Gives the next run a later start, by which runs are ordered. */
  private void nextMoment() {
    clock.advance(Duration.ofMillis(1));
  }

  private Instant tomorrow() {
    return clock
        .instant()
        .atZone(ZoneOffset.UTC)
        .toLocalDate()
        .plusDays(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }

  private Run held(String jobId, int count) {
    Run held = otto.ended(jobId, count);
    assertEquals("skipped", held.outcome().state());
    assertEquals("budget_spent", held.outcome().errorCode());
    assertNull(held.receipt().sessionId());
    return held;
  }

  @Test
  void oneTokenBelowTheBudgetStillRunsAndAtItARunIsHeldAndNotPrompted() {
    long spent = spend();
    budget(spent + 1);
    otto.once("below", HELLO);
    assertEquals("succeeded", otto.ended("below").outcome().state());
    long prompts = openCode.asked().prompts();
    budget(spent * 2);
    otto.once("at", HELLO);
    Run run = held("at", 1);
    assertEquals(
        "The budget of all (%d tokens a day) is spent until %s"
            .formatted(spent * 2, tomorrow().atOffset(ZoneOffset.UTC)),
        run.outcome().errorMessage());
    assertEquals(prompts, openCode.asked().prompts());
  }

  @Test
  void aRecurringJobKeepsItsTimes() {
    budget(spend());
    otto.every("hourly", 60, HELLO);
    Run held = held("hourly", 1);
    await().atMost(LONG).until(() -> !job("hourly").running());
    Instant next = job("hourly").state().nextRunAt();
    assertEquals(held.timing().finishedAt().plus(Duration.ofHours(1)), next);
    assertNull(job("hourly").state().retry());
  }

  @Test
  void aOneShotWaitsUntilTheBudgetBeginsAnewAndRunsThen() {
    budget(spend());
    otto.once("once", HELLO);
    held("once", 1);
    await().atMost(LONG).until(() -> !job("once").running());
    assertEquals(tomorrow(), job("once").state().nextRunAt());
    assertFalse(job("once").over());
    clock.set(tomorrow());
    otto.set("once", "next_run_at", clock.instant().minus(Duration.ofDays(2)));
    Run run = otto.ended("once", 2);
    assertEquals("succeeded", run.outcome().state());
    assertEquals(Run.Attempt.FIRST, run.attempt());
    await().atMost(LONG).until(() -> job("once").over());
  }

  @Test
  void aOneShotRunsAsSoonAsItsBudgetIsRaised() {
    long spent = spend();
    budget(spent);
    otto.once("once", HELLO);
    otto.every("hourly", 60, HELLO);
    held("once", 1);
    held("hourly", 1);
    await().atMost(LONG).until(() -> !job("once").running() && !job("hourly").running());
    Instant hour = job("hourly").state().nextRunAt();
    jobs.letHeldGo();
    assertEquals(tomorrow(), job("once").state().nextRunAt(), "the budget is spent still");
    budget(spent + 1);
    nextMoment();
    jobs.letHeldGo();
    assertEquals("succeeded", otto.ended("once", 2).outcome().state());
    assertEquals(hour, job("hourly").state().nextRunAt());
  }

  @Test
  void aOneShotThatAnOperatorMovedMeanwhileIsNotRunByARaise() {
    budget(spend());
    otto.once("once", HELLO);
    held("once", 1);
    await().atMost(LONG).until(() -> !job("once").running());
    Instant moved = tomorrow().plusSeconds(5);
    otto.set("once", "next_run_at", moved);
    otto.budgets.use(Budgets.NONE);
    jobs.letHeldGo();
    assertEquals(moved, job("once").state().nextRunAt());
  }

  @Test
  void aHeldRetryIsStillTheSameAttempt() {
    long spent = spend();
    otto.once("fails", FAILS);
    Run failed = otto.ended("fails");
    assertEquals("failed", failed.outcome().state());
    budget(spent);
    await().atMost(LONG).until(() -> job("fails").state().retry() != null);
    nextMoment();
    otto.set("fails", "retry_at", clock.instant());
    Run held = held("fails", 2);
    assertEquals(new Run.Attempt(2, 3, failed.id()), held.attempt());
    await().atMost(LONG).until(() -> !job("fails").running());
    assertEquals(new Job.NextAttempt(tomorrow(), failed.id(), 2, 3), job("fails").state().retry());
    otto.budgets.use(Budgets.NONE);
    nextMoment();
    jobs.letHeldGo();
    assertEquals(new Run.Attempt(2, 3, failed.id()), otto.ended("fails", 3).attempt());
  }

  @Test
  void theModelThatTheBudgetNamesTakesTheRuns() {
    ModelRef cheap =
        otto.catalog.snapshot().models().stream()
            .filter(Model::textOutput)
            .map(Model::ref)
            .filter(ref -> ref.modelId().endsWith("nano"))
            .findFirst()
            .orElseThrow();
    budget(BudgetScope.ALL, tokens(spend(), Optional.of(cheap)));
    otto.once("cheaper", HELLO);
    Run run = otto.ended("cheaper");
    assertEquals("succeeded", run.outcome().state());
    assertEquals(cheap, run.receipt().served());
    assertEquals("budget", run.receipt().choice().source());
    assertEquals(
        "a budget is spent, so " + cheap + ", which it names for that, is used",
        run.receipt().choice().fallbackReason());
  }

  @Test
  void runNowIsRefusedAndRunsOverTheBudgetOnRequestOnce() {
    budget(spend());
    otto.every("hourly", 60, HELLO);
    held("hourly", 1);
    await().atMost(LONG).until(() -> !job("hourly").running());
    var refused = assertInstanceOf(JobResult.BudgetSpent.class, jobs.runNow("hourly", ORDER));
    assertTrue(refused.message().startsWith("The budget of all"), refused.message());
    var over = new Order(ORDER.actor(), false, false, true);
    nextMoment();
    assertInstanceOf(JobResult.Done.class, jobs.runNow("hourly", over));
    assertEquals("succeeded", otto.ended("hourly", 2).outcome().state());
    await().atMost(LONG).until(() -> !job("hourly").running());
    assertFalse(job("hourly").state().overBudget());
    assertTrue(
        jobs.audit("hourly", 1).orElseThrow().getFirst().metadataJson().contains("overBudget"));
    nextMoment();
    otto.set("hourly", "next_run_at", clock.instant());
    held("hourly", 3);
  }

  @Test
  void otherJobsRunWhereAJobsOwnBudgetIsSpent() {
    long spent = spend();
    budget(BudgetScope.ofJob("spender"), tokens(spent, Optional.empty()));
    nextMoment();
    otto.again("spender");
    held("spender", 2);
    otto.once("another", HELLO);
    assertEquals("succeeded", otto.ended("another").outcome().state());
  }

  @Test
  void workOfTheSystemTellsItsPlainTextAndIsHeld() {
    budget(spend());
    otto.every("system-heartbeat", 1_440, null);
    held("system-heartbeat", 1);
    assertEquals(List.of(Optional.empty()), delivered);
  }

  @Test
  void receiptsAndBudgetsAgreeToTheToken() {
    budget(1_000_000);
    for (int i = 0; i < 5; i++) {
      otto.once("job" + i, "{\"prompt\":\"" + "x".repeat(10 * i + 1) + "\"}");
    }
    long receipts = 0;
    for (int i = 0; i < 5; i++) {
      receipts += otto.ended("job" + i).receipt().bill().tokens().withoutCacheReads();
    }
    long sum = receipts;
    await()
        .atMost(LONG)
        .until(() -> otto.budgets.current().accounts().getFirst().today().tokens() == sum);
  }
}
