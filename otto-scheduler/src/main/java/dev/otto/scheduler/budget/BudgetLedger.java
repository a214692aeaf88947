package dev.otto.scheduler.budget;

import dev.otto.models.Budget;
import dev.otto.models.BudgetScope;
import dev.otto.models.Budgets;
import dev.otto.models.Payer;
import dev.otto.models.Spending;
import dev.otto.models.Spending.Account;
import dev.otto.models.Spending.Amount;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.models.prompt.Allowance;
import dev.otto.models.prompt.Bill;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps what was spent of each budget, prompts in flight included, and makes the value of it that
 * the resolver reads. Asks the database when budgets are set, and not again; without budgets it
 * asks nothing and adds up nothing.
 */
public final class BudgetLedger {
  /** Longer than any run takes: what ended in a month may have begun before it. */
  private static final Duration LONGEST_RUN = Duration.ofDays(7);

  private final SpendingRepository repository;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Listeners<Consumer<Spending>> listeners = new Listeners<>("the budgets");
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private Budgets budgets = Budgets.NONE;
  private YearMonth countedFrom = YearMonth.of(1970, 1);
  private final Map<BudgetScope, Map<LocalDate, Amount>> settled = new HashMap<>();
  private final Map<String, InFlight> inFlight = new HashMap<>();

  private volatile Snapshot snapshot = Snapshot.NONE;

  /**
   * @param zone in which days and months begin
   */
  public BudgetLedger(SpendingRepository repository, InstantSource clock, ZoneId zone) {
    this.repository = repository;
    this.clock = clock;
    this.zone = zone;
  }

  /**
   * A value with the time for which it counts.
   *
   * @param binding whether it may hold something now, or as it ends
   */
  private record Snapshot(Spending spending, long fromMillis, long untilMillis, boolean binding) {
    static final Snapshot NONE =
        new Snapshot(Spending.UNLIMITED, Long.MIN_VALUE, Long.MAX_VALUE, false);

    boolean countsAlways() {
      return untilMillis == Long.MAX_VALUE;
    }

    boolean countsAt(long millis) {
      return millis >= fromMillis && millis < untilMillis;
    }
  }

  /**
   * Prompts that are not over.
   *
   * @param bill so far
   */
  private record InFlight(Payer payer, Bill bill) {}

  /** Notifies the listener of each new value, on the thread that spent. */
  public Subscription onChange(Consumer<Spending> listener) {
    return listeners.add(listener);
  }

  /** Returns the budgets and what was spent of each. */
  public Spending current() {
    Snapshot now = snapshot;
    // Where there are no budgets not even the clock is read.
    return now.countsAlways() || now.countsAt(clock.millis()) ? now.spending() : changed(() -> {});
  }

  /**
   * Returns the value for the resolver. Where nothing is spent it may be one of an earlier day: the
   * next day begins with less, so that resolving needs no clock as long as all is let through. A
   * clock that is set back to a day on which a budget was spent is noticed with the next amount.
   */
  public Spending binding() {
    Snapshot now = snapshot;
    return now.binding() ? current() : now.spending();
  }

  /** Returns the zone in which days and months begin. */
  public ZoneId zone() {
    return zone;
  }

  /** Sets the budgets; from now on they are in force. */
  public void use(Budgets changed) {
    changed(
        () -> {
          budgets = changed;
          count();
        });
  }

  /** Returns the budgets in force, without raises that have ended. */
  public Budgets budgets() {
    lock.lock();
    try {
      return budgets.at(clock.instant());
    } finally {
      lock.unlock();
    }
  }

  /** Notes that prompts begin under this id, which may spend from now on. */
  public void open(String id, Payer payer) {
    lock.lock();
    try {
      inFlight.putIfAbsent(id, new InFlight(payer, Bill.NOTHING));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the limit of a prompt: what is left of the budgets, whoever spends it meanwhile.
   *
   * @param before the bill of earlier prompts under the same id
   */
  public Allowance allowance(String id, Payer payer, Bill before) {
    return bill -> {
      Spending now =
          changed(
              () ->
                  inFlight.computeIfPresent(
                      id, (_, it) -> new InFlight(it.payer(), before.plus(bill))));
      return bill.models().stream()
          .flatMap(usage -> now.spentFor(payer, usage.model().providerId()).stream())
          .filter(account -> isExceeded(account, bill))
          .findFirst()
          .map(account -> "what was left of the budget of " + account.scope());
    };
  }

  /** A model that a spent budget names may go on: its prompts are not bound by that budget. */
  private static boolean isExceeded(Account account, Bill bill) {
    return account
        .budget()
        .whenSpent()
        .filter(cheaper -> bill.models().stream().anyMatch(it -> it.model().equals(cheaper)))
        .isEmpty();
  }

  /** Notes that the prompts under this id ended then, with their whole bill, which is stored. */
  public void settle(String id, Bill bill, Instant end) {
    if (bill.models().isEmpty() && forgotten(id)) {
      return;
    }
    changed(
        () -> {
          InFlight open = inFlight.remove(id);
          // Those of a run that an earlier process left are read with all that is stored.
          if (open != null) {
            charges(bill).forEach(charge -> add(open.payer(), charge, end));
          }
        });
  }

  /** Drops the prompts of this id if they spent nothing, and reports whether they did not. */
  private boolean forgotten(String id) {
    lock.lock();
    try {
      InFlight open = inFlight.get(id);
      boolean nothing = open == null || open.bill().models().isEmpty();
      if (nothing) {
        inFlight.remove(id);
      }
      return nothing;
    } finally {
      lock.unlock();
    }
  }

  /** Applies a change and makes the next value; tells of it without the lock. */
  private Spending changed(Runnable change) {
    Spending now;
    lock.lock();
    try {
      change.run();
      snapshot = budgets.isEmpty() ? Snapshot.NONE : snapshot(clock.instant());
      now = snapshot.spending();
      if (!budgets.isEmpty()) {
        listeners.queue(listener -> listener.accept(now));
      }
    } finally {
      lock.unlock();
    }
    listeners.deliver();
    return now;
  }

  /** Reads what is over; what is in flight is added when it is settled. */
  private void count() {
    settled.clear();
    if (!budgets.isEmpty()) {
      countedFrom = YearMonth.from(day(clock.instant()));
      Instant from = countedFrom.atDay(1).atStartOfDay(zone).toInstant();
      for (SpendingRepository.Spent spent : repository.since(from.minus(LONGEST_RUN))) {
        if (!inFlight.containsKey(String.valueOf(spent.runId()))) {
          add(spent.payer(), spent.provider(), spent.endedAt(), spent.amount());
        }
      }
    }
  }

  private void add(Payer payer, Bill.Charge charge, Instant end) {
    Instant at = charge.endedAt() == null ? end : charge.endedAt();
    add(payer, charge.usage().model().providerId(), at, amount(charge.usage()));
  }

  private void add(Payer payer, String provider, Instant at, Amount amount) {
    LocalDate day = day(at);
    for (BudgetScope scope : scopes(payer, provider)) {
      if (budgets.byScope().containsKey(scope)) {
        settled.computeIfAbsent(scope, _ -> new HashMap<>()).merge(day, amount, Amount::plus);
      }
    }
  }

  private static List<BudgetScope> scopes(Payer payer, String provider) {
    BudgetScope flow = BudgetScope.of(payer.flow());
    BudgetScope from = BudgetScope.ofProvider(provider);
    return payer
        .jobId()
        .map(id -> List.of(BudgetScope.ALL, flow, from, BudgetScope.ofJob(id)))
        .orElseGet(() -> List.of(BudgetScope.ALL, flow, from));
  }

  /** Returns the charges of a bill; where they are unknown, each model is one. */
  private static List<Bill.Charge> charges(Bill bill) {
    return bill.isItemized()
        ? bill.charges()
        : bill.models().stream().map(usage -> new Bill.Charge(usage, null)).toList();
  }

  private static Amount amount(Bill.ModelUsage usage) {
    Double cost = usage.costUsd();
    return new Amount(usage.tokens().withoutCacheReads(), cost == null ? 0 : cost);
  }

  private LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, zone);
  }

  private Snapshot snapshot(Instant now) {
    LocalDate today = day(now);
    if (YearMonth.from(today).isBefore(countedFrom)) {
      count(); // The clock was set back.
    }
    var period =
        new Spending.Period(
            today.plusDays(1).atStartOfDay(zone),
            today.withDayOfMonth(1).plusMonths(1).atStartOfDay(zone));
    var flying = inFlight(now);
    List<Account> accounts =
        budgets.byScope().entrySet().stream()
            .map(entry -> account(entry.getKey(), entry.getValue().at(now), today, period, flying))
            .toList();
    return new Snapshot(
        new Spending(accounts),
        today.atStartOfDay(zone).toInstant().toEpochMilli(),
        ends(accounts, period).toEpochMilli(),
        accounts.stream()
            .anyMatch(account -> account.isSpent() || account.budget().raised().isPresent()));
  }

  /** Returns when these amounts count no more: as the day or a raise ends. */
  private static Instant ends(List<Account> accounts, Spending.Period period) {
    return Stream.concat(
            Stream.of(period.dayEnds().toInstant()),
            accounts.stream()
                .flatMap(account -> account.budget().raised().stream())
                .map(raise -> raise.until().toInstant()))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Returns what is in flight, by scope and day. */
  private Map<BudgetScope, Map<LocalDate, Amount>> inFlight(Instant now) {
    var sums = new HashMap<BudgetScope, Map<LocalDate, Amount>>();
    for (InFlight each : inFlight.values()) {
      for (Bill.Charge charge : charges(each.bill())) {
        LocalDate day = day(Optional.ofNullable(charge.endedAt()).orElse(now));
        for (BudgetScope scope : scopes(each.payer(), charge.usage().model().providerId())) {
          sums.computeIfAbsent(scope, _ -> new HashMap<>())
              .merge(day, amount(charge.usage()), Amount::plus);
        }
      }
    }
    return sums;
  }

  private Account account(
      BudgetScope scope,
      Budget budget,
      LocalDate today,
      Spending.Period period,
      Map<BudgetScope, Map<LocalDate, Amount>> flying) {
    var over = settled.getOrDefault(scope, Map.of());
    var open = flying.getOrDefault(scope, Map.of());
    return new Account(
        scope,
        budget,
        on(today, over).plus(on(today, open)),
        inMonthOf(today, over).plus(inMonthOf(today, open)),
        period);
  }

  private static Amount on(LocalDate day, Map<LocalDate, Amount> byDay) {
    return byDay.getOrDefault(day, Amount.NOTHING);
  }

  private static Amount inMonthOf(LocalDate today, Map<LocalDate, Amount> byDay) {
    var month = YearMonth.from(today);
    return byDay.entrySet().stream()
        .filter(entry -> YearMonth.from(entry.getKey()).equals(month))
        .map(Map.Entry::getValue)
        .reduce(Amount.NOTHING, Amount::plus);
  }
}
