package dev.otto.scheduler.budget;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Budget;
import dev.otto.models.BudgetScope;
import dev.otto.models.Budgets;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.Payer;
import dev.otto.models.Spending.Account;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.bill.BillRepository.BillTime;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.notify.NotificationProfiles;
import dev.otto.scheduler.notify.Notifications;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two Ottos whose prompts spend the same budgets, on a real PostgreSQL. */
class SharedSpendingTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final ZoneId ZONE = ZoneOffset.UTC;
  private static final Payer JOB = Payer.ofJob(Flow.SCHEDULED_TASKS, "report");
  private static final Budgets BUDGETS =
      new Budgets(
          Map.of(
              BudgetScope.ALL,
              new Budget(null, null, 1_000L, Optional.empty()),
              BudgetScope.ofJob("report"),
              new Budget(10.0, null, null, Optional.empty())));

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T12:00:00Z"));
  private Otto one;
  private Otto other;

  @BeforeEach
  void open() {
    one = new Otto();
    other = new Otto();
    one.ledger.use(BUDGETS);
    other.ledger.use(BUDGETS);
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  /** What each of them has. */
  private final class Otto implements AutoCloseable {
    private final Database database = TestDatabase.shared(folder);
    private final BudgetLedger ledger =
        new BudgetLedger(new SpendingRepository(database), clock, ZONE);
    private final SharedSpending sharing = new SharedSpending(database, ledger);

    Otto() {
      sharing.start();
    }

    void begin(String run) {
      Instant now = clock.instant();
      database.write(
          tx -> {
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
                VALUES ('report', 't', 'oneshot', ?, ?) ON CONFLICT DO NOTHING
                """,
                now,
                now);
            return tx.update(
                """
                INSERT INTO runs (id, job_id, started_at, created_at, state)
                VALUES (?, 'report', ?, ?, 'running')
                """,
                run,
                now,
                now);
          });
      ledger.open(run, JOB);
    }

    boolean isStopped(String run, Bill bill) {
      return ledger.allowance(run, JOB, Bill.NOTHING).exceededBy(bill).isPresent();
    }

    void end(String run, String state, Bill bill) {
      Instant now = clock.instant();
      database.write(
          tx -> {
            BillRepository.insertOfRun(tx, run, new BillTime(now, now, ZONE), bill);
            return tx.update(
                "UPDATE runs SET state = ?, finished_at = ? WHERE id = ?", state, now, run);
          });
    }

    void run(String run, Bill bill) {
      begin(run);
      end(run, "succeeded", bill);
      ledger.settle(run, bill, clock.instant());
    }

    long tokens() {
      return all().today().tokens();
    }

    Account all() {
      return ledger.current().of(BudgetScope.ALL).orElseThrow();
    }

    @Override
    public void close() {
      sharing.close();
      database.close();
    }
  }

  private Bill bill(long tokens, double usd) {
    return Bill.of(List.of(charge("a/1", tokens, usd)), true);
  }

  private Bill.Charge charge(String model, long tokens, double usd) {
    var usage = new Bill.ModelUsage(ModelRef.of(model), new Tokens(tokens, 0, 0, 7, 0), usd, 1);
    return new Bill.Charge(usage, clock.instant());
  }

  private void bothHaveCounted(long tokens) {
    await().atMost(LONG).until(() -> one.tokens() == tokens && other.tokens() == tokens);
  }

  @Test
  void whatEndsOnOneIsCountedOnceByBoth() {
    one.run("1", bill(100, 1));
    bothHaveCounted(100);
    other.run("2", bill(10, 2));
    bothHaveCounted(110);
    Account job = one.ledger.current().of(BudgetScope.ofJob("report")).orElseThrow();
    assertEquals(3.0, job.today().costUsd());
    one.ledger.use(BUDGETS);
    bothHaveCounted(110);
  }

  @Test
  void promptsInFlightOnBothShareWhatIsLeft() {
    one.begin("1");
    other.begin("2");
    assertFalse(one.isStopped("1", bill(900, 0)));
    bothHaveCounted(900);
    assertTrue(other.isStopped("2", bill(200, 0)));
    bothHaveCounted(1_100);
    assertTrue(one.isStopped("1", bill(901, 0)), "at its next step");
    one.end("1", "failed", bill(901, 0));
    one.ledger.settle("1", bill(901, 0), clock.instant());
    other.end("2", "failed", bill(200, 0));
    other.ledger.settle("2", bill(200, 0), clock.instant());
    bothHaveCounted(1_101);
  }

  @Test
  void whatALostRunHadSpentIsInItsBillOnly() {
    one.begin("1");
    assertFalse(one.isStopped("1", bill(900, 0)));
    bothHaveCounted(900);
    one.close();
    other.end("1", "lost", bill(5, 0));
    await().atMost(LONG).until(() -> other.tokens() == 5);
    one = new Otto();
    one.ledger.use(BUDGETS);
    bothHaveCounted(5);
  }

  @Test
  void whatAMessageSpendsIsCountedWhileItIsInFlight() {
    String message = "message_1";
    Payer payer = Payer.of(Flow.INTERACTIVE_ASSISTANT);
    one.database.write(
        tx ->
            tx.update(
                """
                INSERT INTO assistant_messages (at, session_id, resolved_model_ref, usage_complete,
                  message_in_flight) VALUES (1, 's', 'a/1', 1, ?)
                """,
                message));
    one.ledger.open(message, payer);
    var step = bill(40, 0);
    var unused = one.ledger.allowance(message, payer, Bill.NOTHING).exceededBy(step);
    bothHaveCounted(40);
    Instant now = clock.instant();
    one.database.write(
        tx -> {
          tx.update("UPDATE assistant_messages SET message_in_flight = NULL");
          long id = tx.queryNumber("SELECT id FROM assistant_messages");
          BillRepository.insertOfMessage(tx, id, new BillTime(now, now, ZONE), bill(50, 0));
          return true;
        });
    one.ledger.settle(message, bill(50, 0), now);
    bothHaveCounted(50);
    await().atMost(LONG).until(() -> count("open_spending") == 0);
  }

  @Test
  void manyThatEndAtOnceAreAllCountedOnce() throws Exception {
    int each = 100;
    try (var threads = Executors.newFixedThreadPool(4)) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < 2 * each; i++) {
        Otto otto = i % 2 == 0 ? one : other;
        String run = "run " + i;
        all.add(threads.submit(() -> otto.run(run, bill(1, 0))));
      }
      for (Future<?> done : all) {
        done.get();
      }
    }
    bothHaveCounted(2L * each);
    clock.advance(Duration.ofSeconds(31));
    one.run("late", bill(1, 0));
    bothHaveCounted(2L * each + 1);
  }

  /** Both see at the same moment that each of ten budgets is. */
  @Test
  void theOperatorIsToldOnceThatABudgetIsNearlySpent() {
    int providers = 10;
    var budgets = new HashMap<BudgetScope, Budget>(BUDGETS.byScope());
    var charges = new ArrayList<Bill.Charge>();
    for (int i = 0; i < providers; i++) {
      budgets.put(BudgetScope.ofProvider("p" + i), new Budget(null, null, 10L, Optional.empty()));
      charges.add(charge("p" + i + "/1", 9, 0));
    }
    try (var first = warnings(one);
        var second = warnings(other)) {
      first.follow(one.ledger);
      second.follow(other.ledger);
      one.ledger.use(new Budgets(budgets));
      other.ledger.use(new Budgets(budgets));
      one.run("1", Bill.of(charges, true));
      bothHaveCounted(9L * providers);
      await().atMost(LONG).until(() -> count("budget_warnings") == providers);
      other.run("2", bill(1, 0));
      bothHaveCounted(9L * providers + 1);
    }
    assertEquals(providers, count("notifications"));
  }

  private BudgetWarnings warnings(Otto otto) {
    var profiles = new NotificationProfiles(otto.database, clock, ZONE);
    return new BudgetWarnings(new Notifications(otto.database, profiles, Optional.empty(), clock));
  }

  private long count(String table) {
    return other.database.read(tx -> tx.queryNumber("SELECT count(*) FROM " + table));
  }
}
