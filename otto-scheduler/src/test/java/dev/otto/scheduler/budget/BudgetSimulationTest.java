package dev.otto.scheduler.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Budget;
import dev.otto.models.BudgetScope;
import dev.otto.models.Budgets;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Payer;
import dev.otto.models.Resolution;
import dev.otto.models.Spending.Account;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.bill.BillRepository.BillTime;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Some days of 500 jobs on a clock of their own: over midnights, the end of a month and the change
 * of the clocks, with the process killed now and then. The ledger, the resolver and the database
 * are the real ones; the provider is one that counts.
 */
class BudgetSimulationTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final int JOBS = 500;
  private static final int MOST_IN_FLIGHT = 16;
  private static final int MOST_TOKENS_OF_A_STEP = 400;
  private static final Duration LENGTH = Duration.ofDays(6);
  private static final List<ModelRef> MODELS =
      List.of(ModelRef.of("a/1"), ModelRef.of("a/2"), ModelRef.of("b/1"), ModelRef.of("c/cheap"));
  private static final CatalogSnapshot CATALOG =
      CatalogSnapshot.of(
          new ModelBackend.Listing(
              MODELS.stream().map(Model::named).toList(), Optional.of(MODELS.getFirst()), 0),
          Instant.EPOCH,
          1);

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final Random random = new Random(19);
  private final Map<BudgetScope, Map<LocalDate, Long>> counted = new HashMap<>();
  private final Map<BudgetScope, Map<LocalDate, Double>> charged = new HashMap<>();
  private final List<Flight> inFlight = new ArrayList<>();
  private Database database;
  private BudgetLedger ledger;
  private ModelResolver resolver;
  private int runs;
  private int held;
  private int stopped;
  private int cheaper;
  private int kills;

  private static Budgets budgets() {
    var budgets = new HashMap<BudgetScope, Budget>();
    budgets.put(BudgetScope.ALL, new Budget(null, 1.5, 300_000L, Optional.empty()));
    budgets.put(
        BudgetScope.ofProvider("a"),
        new Budget(null, null, 100_000L, Optional.of(ModelRef.of("c/cheap"))));
    budgets.put(BudgetScope.ofProvider("b"), new Budget(0.08, null, null, Optional.empty()));
    for (int i = 0; i < JOBS; i += 5) {
      budgets.put(BudgetScope.ofJob("job" + i), new Budget(null, null, 1_500L, Optional.empty()));
    }
    return new Budgets(budgets);
  }

  /** A run in flight. */
  private final class Flight {
    private final String id;
    private final Payer payer;
    private final ModelRef model;
    private final List<Bill.Charge> charges = new ArrayList<>();
    private int stepsLeft = 1 + random.nextInt(12);
    private int stepsSinceSpent;

    Flight(String id, Payer payer, ModelRef model) {
      this.id = id;
      this.payer = payer;
      this.model = model;
    }

    private boolean isNamedByABudget() {
      return model.equals(ModelRef.of("c/cheap"));
    }

    /** Takes a step, and reports whether the run is over. */
    boolean isOverAfterAStep() {
      long tokens = random.nextLong(1, MOST_TOKENS_OF_A_STEP);
      double usd = tokens / 1_000_000.0;
      var usage = new Bill.ModelUsage(model, new Tokens(tokens, 0, 0, 5, 0), usd, 1);
      Instant now = clock.instant();
      if (!isNamedByABudget() && !ledger.current().spentFor(payer, model.providerId()).isEmpty()) {
        stepsSinceSpent++;
        assertEquals(1, stepsSinceSpent, "a second step after a budget was spent");
      }
      charges.add(new Bill.Charge(usage, now));
      for (BudgetScope scope : scopes()) {
        LocalDate day = LocalDate.ofInstant(now, ZONE);
        counted.computeIfAbsent(scope, _ -> new HashMap<>()).merge(day, tokens, Long::sum);
        charged.computeIfAbsent(scope, _ -> new HashMap<>()).merge(day, usd, Double::sum);
      }
      boolean exceeded = ledger.allowance(id, payer, Bill.NOTHING).exceededBy(bill()).isPresent();
      if (exceeded) {
        stopped++;
      }
      return exceeded || --stepsLeft == 0;
    }

    private List<BudgetScope> scopes() {
      return List.of(
          BudgetScope.ALL,
          BudgetScope.of(payer.flow()),
          BudgetScope.ofProvider(model.providerId()),
          BudgetScope.ofJob(payer.jobId().orElseThrow()));
    }

    Bill bill() {
      return Bill.of(charges, true);
    }

    /** Stores the end, as a run's or as the recovery's transaction does. */
    void store() {
      Instant end = clock.instant();
      database.write(
          tx -> {
            BillRepository.insertOfRun(tx, id, new BillTime(begin(), end, ZONE), bill());
            return true;
          });
    }

    private Instant begin() {
      return charges.isEmpty() ? clock.instant() : charges.getFirst().endedAt();
    }
  }

  /** The change to summer time and the end of March; that to winter time and the end of October. */
  @ParameterizedTest
  @ValueSource(strings = {"2026-03-28T20:00", "2026-10-24T20:00", "2026-10-28T06:00"})
  void budgetsReceiptsAndTheProviderAgreeToTheTokenAndNoRunTakesASecondStepOver(String begin)
      throws Exception {
    clock.set(LocalDateTime.parse(begin).atZone(ZONE).toInstant());
    database = SqliteDatabase.open(folder.resolve("otto.db"));
    try {
      insertJobs();
      restart();
      Instant end = clock.instant().plus(LENGTH);
      while (clock.instant().isBefore(end)) {
        tick();
      }
      List.copyOf(inFlight).forEach(this::end);
      restart();
      assertAgreement();
    } finally {
      database.close();
    }
    assertTrue(
        runs > 500 && held > 100 && stopped > 20 && cheaper > 20 && kills > 10,
        "%d runs, %d held, %d stopped, %d cheaper, %d kills"
            .formatted(runs, held, stopped, cheaper, kills));
  }

  private void tick() {
    clock.advance(Duration.ofSeconds(1 + random.nextInt(240)));
    if (random.nextInt(100) == 0) {
      kill();
    }
    if (inFlight.size() < MOST_IN_FLIGHT) {
      begin("job" + random.nextInt(JOBS));
    }
    for (Flight flight : List.copyOf(inFlight)) {
      if (random.nextInt(3) > 0 && flight.isOverAfterAStep()) {
        end(flight);
      }
    }
    assertAgreement();
  }

  private void begin(String job) {
    Payer payer = Payer.ofJob(Flow.SCHEDULED_TASKS, job);
    ModelRef wanted = MODELS.get(random.nextInt(3));
    switch (resolver.resolve(payer, ModelChoice.of(Optional.of(wanted)))) {
      case Resolution.Unresolved none -> {
        assertTrue(none.isBudgetSpent() && none.until().isAfter(clock.instant()), none.reason());
        held++;
      }
      case Resolution.Resolved resolved -> {
        String id = "run" + runs++;
        insertRun(id, job);
        ledger.open(id, payer);
        cheaper += resolved.source() == Resolution.Source.BUDGET ? 1 : 0;
        inFlight.add(new Flight(id, payer, resolved.model()));
      }
    }
  }

  private void end(Flight flight) {
    flight.store();
    ledger.settle(flight.id, flight.bill(), clock.instant());
    inFlight.remove(flight);
  }

  /** What is in flight is lost; its bill is known, since OpenCode is asked for it. */
  private void kill() {
    inFlight.forEach(Flight::store);
    inFlight.clear();
    restart();
    kills++;
  }

  private void restart() {
    ledger = new BudgetLedger(new SpendingRepository(database), clock, ZONE);
    resolver = new ModelResolver(() -> CATALOG, FlowDefaults::none, () -> ledger.binding());
    ledger.use(budgets());
  }

  private void assertAgreement() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZONE);
    for (Account account : ledger.current().accounts()) {
      BudgetScope scope = account.scope();
      assertEquals(
          counted.getOrDefault(scope, Map.of()).getOrDefault(today, 0L),
          account.today().tokens(),
          scope + " on " + today);
      assertEquals(
          charged.getOrDefault(scope, Map.of()).entrySet().stream()
              .filter(day -> YearMonth.from(day.getKey()).equals(YearMonth.from(today)))
              .mapToDouble(Map.Entry::getValue)
              .sum(),
          account.thisMonth().costUsd(),
          1e-9,
          scope + " in " + YearMonth.from(today));
    }
  }

  private void insertJobs() {
    database.write(
        tx -> {
          for (int i = 0; i < JOBS; i++) {
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
                VALUES (?, 't', 'oneshot', 0, 0)
                """,
                "job" + i);
          }
          return true;
        });
  }

  private void insertRun(String id, String job) {
    Instant now = clock.instant();
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO runs (id, job_id, started_at, created_at, state)
                VALUES (?, ?, ?, ?, 'running')
                """,
                id,
                job,
                now,
                now));
  }
}
