package dev.otto.scheduler.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Budget;
import dev.otto.models.BudgetRaise;
import dev.otto.models.BudgetScope;
import dev.otto.models.Budgets;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.Payer;
import dev.otto.models.Spending;
import dev.otto.models.Spending.Account;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.bill.BillRepository.BillTime;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class BudgetLedgerTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Payer JOB = Payer.ofJob(Flow.SCHEDULED_TASKS, "report");
  private static final Budgets BUDGETS =
      new Budgets(
          Map.of(
              BudgetScope.ALL,
              new Budget(10.0, 100.0, 1_000L, Optional.empty()),
              BudgetScope.of(Flow.HEARTBEAT),
              new Budget(null, null, 1_000L, Optional.empty()),
              BudgetScope.ofProvider("a"),
              new Budget(null, null, 1_000L, Optional.empty()),
              BudgetScope.ofJob("report"),
              new Budget(null, null, 1_000L, Optional.empty())));

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(at("2026-11-29T12:00"));
  @Parameter private TestDatabase on;
  private Database database;
  private BudgetLedger ledger;

  @BeforeEach
  void open() throws Exception {
    database = on.open(folder);
    ledger = restarted();
    ledger.use(BUDGETS);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private BudgetLedger restarted() {
    return new BudgetLedger(new SpendingRepository(database), clock, ZONE);
  }

  private static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(ZONE).toInstant();
  }

  private static Bill.Charge charge(String model, long tokens, double usd, Instant at) {
    return new Bill.Charge(
        new Bill.ModelUsage(
            ModelRef.of(model), new Tokens(tokens, 0, 0, 7, 0), usd > 0 ? usd : null, 1),
        at);
  }

  private static Bill bill(Bill.Charge... charges) {
    return Bill.of(List.of(charges), true);
  }

  private void spend(String id, Payer payer, Bill bill) {
    ledger.open(id, payer);
    store(id, payer, bill);
    ledger.settle(id, bill, clock.instant());
  }

  /** Stores the bill of a run as its end does. */
  private void store(String id, Payer payer, Bill bill) {
    Instant now = clock.instant();
    String job = payer.jobId().orElseThrow();
    database.write(
        tx -> {
          tx.update(
              """
              INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
              VALUES (?, 't', 'oneshot', ?, ?) ON CONFLICT DO NOTHING
              """,
              job,
              now,
              now);
          tx.update(
              """
              INSERT INTO runs (id, job_id, started_at, created_at, state)
              VALUES (?, ?, ?, ?, 'succeeded')
              """,
              id,
              job,
              now,
              now);
          BillRepository.insertOfRun(tx, id, new BillTime(now, now, ZONE), bill);
          return true;
        });
  }

  private Account account(BudgetScope scope) {
    return ledger.current().of(scope).orElseThrow();
  }

  private Account all() {
    return account(BudgetScope.ALL);
  }

  @Test
  void addsUpByFlowProviderAndJobWithoutWhatACacheGave() {
    spend("1", JOB, bill(charge("a/1", 100, 1, clock.instant())));
    spend("2", JOB, bill(charge("b/1", 10, 0, clock.instant())));
    assertEquals(110, all().today().tokens());
    assertEquals(1.0, all().today().costUsd());
    assertEquals(100, account(BudgetScope.ofProvider("a")).today().tokens());
    assertEquals(110, account(BudgetScope.ofJob("report")).today().tokens());
    assertEquals(0, account(BudgetScope.of(Flow.HEARTBEAT)).today().tokens());
  }

  @Test
  void aRaiseEndsByItselfAtItsTime() {
    var limits = new Budget(20.0, null, null, Optional.empty());
    var raise = new BudgetRaise(limits, clock.instant().plusSeconds(60).atOffset(ZoneOffset.UTC));
    var raised = new Budget(10.0, null, 1_000L, Optional.empty(), Optional.of(raise));
    spend("1", JOB, bill(charge("a/1", 1, 15, clock.instant())));
    assertTrue(all().isSpent());
    ledger.use(new Budgets(Map.of(BudgetScope.ALL, raised)));
    assertFalse(all().isSpent());
    assertEquals(
        "$20 a day, raised until 2026-11-29T11:01Z, 1000 tokens a day, then hold",
        all().budget().toString());
    assertFalse(isExceeded());
    clock.advance(Duration.ofSeconds(60));
    assertTrue(all().isSpent());
    assertTrue(isExceeded(), "a prompt in flight goes on as the raise ends");
    assertEquals("$10 a day, 1000 tokens a day, then hold", all().budget().toString());
    assertEquals(Optional.empty(), ledger.budgets().byScope().get(BudgetScope.ALL).raised());
  }

  private boolean isExceeded() {
    ledger.open("2", JOB);
    var step = bill(charge("a/1", 1, 0.1, clock.instant()));
    return ledger.allowance("2", JOB, Bill.NOTHING).exceededBy(step).isPresent();
  }

  @Test
  void countsEachStepOnTheDayOnWhichItEnded() {
    clock.set(at("2026-11-30T00:10"));
    spend(
        "1",
        JOB,
        bill(
            charge("a/1", 100, 1, at("2026-11-29T23:59")),
            charge("a/1", 10, 2, at("2026-11-30T00:01"))));
    assertEquals(10, all().today().tokens());
    assertEquals(3.0, all().thisMonth().costUsd());
    assertSameAfterARestart();
  }

  @Test
  void beginsAnewAtMidnightAndKeepsTheMonthUntilItEnds() {
    spend("1", JOB, bill(charge("a/1", 100, 1, clock.instant())));
    clock.set(at("2026-11-29T23:59:59.999"));
    assertEquals(100, all().today().tokens());
    clock.set(at("2026-11-30T00:00"));
    assertEquals(0, all().today().tokens());
    assertEquals(1.0, all().thisMonth().costUsd());
    assertSameAfterARestart();
    clock.set(at("2026-12-01T00:00"));
    assertEquals(0.0, all().thisMonth().costUsd());
    assertSameAfterARestart();
  }

  @Test
  void knowsWhatWasSpentAgainWhereTheClockIsSetBack() {
    spend("1", JOB, bill(charge("a/1", 100, 1, clock.instant())));
    clock.set(at("2026-12-02T00:00"));
    assertEquals(0, all().today().tokens());
    ledger.use(BUDGETS);
    clock.set(at("2026-11-29T13:00"));
    assertEquals(100, all().today().tokens());
  }

  /** Days of 25 and of 23 hours: one second before their end, and at it. */
  @Test
  void daysEndAtMidnightWhereTheClocksChange() {
    for (String day : List.of("2026-10-25", "2026-03-29")) {
      Instant begin = at(day + "T00:00");
      clock.set(begin);
      String id = "run of " + day;
      spend(id, JOB, bill(charge("a/1", 100, 1, begin)));
      Instant end = all().period().dayEnds().toInstant();
      assertEquals(day.startsWith("2026-10") ? 25 : 23, Duration.between(begin, end).toHours());
      clock.set(end.minusSeconds(1));
      assertEquals(100, all().today().tokens(), day);
      clock.set(end);
      assertEquals(0, all().today().tokens(), day);
    }
  }

  @Test
  void countsWhatPromptsInFlightHaveSpentAndStopsEachOfThemAtTheSharedLimit() {
    ledger.open("1", JOB);
    ledger.open("2", JOB);
    var first = ledger.allowance("1", JOB, Bill.NOTHING);
    var second = ledger.allowance("2", JOB, bill(charge("a/1", 100, 0, clock.instant())));
    assertEquals(Optional.empty(), first.exceededBy(bill(charge("a/1", 600, 0, clock.instant()))));
    assertEquals(600, all().today().tokens());
    Bill more = bill(charge("a/1", 250, 0, clock.instant()));
    assertEquals(Optional.empty(), second.exceededBy(more));
    assertEquals(950, all().today().tokens());
    assertTrue(ledger.current().spentFor(JOB, "a").isEmpty());
    Bill last = bill(charge("a/1", 300, 0, clock.instant()));
    assertEquals(
        Optional.of("what was left of the budget of the job report"), second.exceededBy(last));
    assertEquals(1_000, all().today().tokens());
    assertTrue(
        first.exceededBy(bill(charge("a/1", 601, 0, clock.instant()))).isPresent(), "at its next");
    ledger.settle("1", bill(charge("a/1", 601, 0, clock.instant())), clock.instant());
    ledger.settle("2", bill(charge("a/1", 401, 0, clock.instant())), clock.instant());
    assertEquals(1_002, all().today().tokens());
  }

  @Test
  void countsARunInFlightOnceWhereBudgetsAreSetMeanwhile() {
    ledger.use(Budgets.NONE);
    Bill bill = bill(charge("a/1", 100, 1, clock.instant()));
    ledger.open("1", JOB);
    store("1", JOB, bill);
    ledger.use(BUDGETS);
    assertEquals(0, all().today().tokens());
    ledger.settle("1", bill, clock.instant());
    assertEquals(100, all().today().tokens());
    assertSameAfterARestart();
  }

  @Test
  void hasNothingToSayWithoutBudgets() {
    ledger.use(Budgets.NONE);
    spend("1", JOB, bill(charge("a/1", 100, 1, clock.instant())));
    assertSame(Spending.UNLIMITED, ledger.current());
    ledger.use(BUDGETS);
    assertEquals(100, all().today().tokens());
  }

  @Test
  void countsWhatTheRunsOfADeletedJobSpent() {
    Instant now = clock.instant();
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO deleted_usage (at, ended_at, job_id, type, model_ref, input_tokens,
                  output_tokens, reasoning_tokens, cache_read_tokens, cache_write_tokens, cost_usd)
                VALUES (?, ?, 'report', 't', 'a/1', 100, 0, 0, 7, 0, 1.5)
                """,
                now,
                now));
    BudgetLedger again = restarted();
    again.use(BUDGETS);
    Spending spending = again.current();
    for (BudgetScope scope :
        List.of(BudgetScope.ALL, BudgetScope.ofProvider("a"), BudgetScope.ofJob("report"))) {
      assertEquals(100, spending.of(scope).orElseThrow().today().tokens(), scope.toString());
    }
    assertEquals(1.5, spending.of(BudgetScope.ALL).orElseThrow().today().costUsd());
  }

  private void assertSameAfterARestart() {
    BudgetLedger again = restarted();
    again.use(BUDGETS);
    assertEquals(ledger.current().accounts(), again.current().accounts());
  }
}
