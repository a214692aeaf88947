package dev.otto.scheduler.budget;

import dev.otto.models.Budget;
import dev.otto.models.BudgetScope;
import dev.otto.models.Budgets;
import dev.otto.models.Payer;
import dev.otto.models.Spending;
import dev.otto.models.Spending.Account;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.models.prompt.Allowance;
import dev.otto.models.prompt.Bill;
import dev.otto.scheduler.budget.SpendingRepository.Spent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  private final SpentSums settled;
  private final PromptsInFlight inFlight = new PromptsInFlight();
  private final CountedRows counted = new CountedRows();

  /** Asks for a look at what others spend; null where there are none. */
  private volatile @Nullable Runnable sharing;

  private volatile Snapshot snapshot = Snapshot.NONE;

  /**
   * @param zone in which days and months begin
   */
  public BudgetLedger(SpendingRepository repository, InstantSource clock, ZoneId zone) {
    this.repository = repository;
    this.clock = clock;
    this.zone = zone;
    this.settled = sums();
  }

  private SpentSums sums() {
    return new SpentSums(zone, scope -> budgets.byScope().containsKey(scope));
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
      inFlight.open(id, payer, clock.instant());
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
      Spending now = spent(() -> inFlight.spend(id, before.plus(bill), clock.instant()));
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
    var unused =
        spent(
            () -> {
              Optional<Payer> payer = inFlight.remove(id);
              // Those of a run that an earlier process left are read with all that is stored.
              if (payer.isPresent() && isShared()) {
                inFlight.end(id, payer.get(), bill, end);
              } else {
                payer.ifPresent(it -> PromptsInFlight.add(settled, it, bill, end));
              }
            });
  }

  /** Applies a change, and asks for a look at what others spend, whom it concerns, too. */
  private Spending spent(Runnable change) {
    Spending now = changed(change);
    Runnable look = sharing;
    if (look != null && now != Spending.UNLIMITED) {
      look.run();
    }
    return now;
  }

  /** Reports whether what is over is read from the rows, where others store, too. */
  private boolean isShared() {
    return sharing != null && !budgets.isEmpty();
  }

  /** Drops the prompts of this id if they spent nothing, and reports whether they did not. */
  private boolean forgotten(String id) {
    lock.lock();
    try {
      boolean nothing = inFlight.spentNothing(id);
      if (nothing) {
        var unused = inFlight.remove(id);
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
      List<Spent> all = repository.since(from.minus(LONGEST_RUN));
      inFlight.removeAll(inFlight.ended());
      counted.restart(all);
      for (Spent spent : all) {
        if (!inFlight.isOpen(spent.id())) {
          settled.add(spent);
          boolean unused = spent.position() != null && counted.add(spent.position());
        }
      }
    }
  }

  /**
   * Has what is over read from the rows from now on, since other Ottos store there, too.
   *
   * @param look asks for {@link #readOthers} after something was spent here; must not wait
   */
  void shareWith(Runnable look) {
    sharing = look;
  }

  /** The news for others: the amounts in flight by id, and whether something has ended. */
  record News(Map<String, List<Spent>> inFlight, boolean ended) {}

  /** Returns what was spent here and others do not know yet; nothing where there are no budgets. */
  News news() {
    lock.lock();
    try {
      return budgets.isEmpty()
          ? new News(Map.of(), false)
          : new News(inFlight.spentHere(zone), !inFlight.ended().isEmpty());
    } finally {
      lock.unlock();
    }
  }

  /** Reads what was stored since the last time, and what is in flight elsewhere. */
  void readOthers() {
    Set<String> ended;
    long after;
    lock.lock();
    try {
      if (budgets.isEmpty()) {
        return;
      }
      ended = inFlight.ended();
      after = counted.floor();
    } finally {
      lock.unlock();
    }
    SpendingRepository.Recent recent = repository.after(after);
    var unused =
        changed(
            () -> {
              for (Spent spent : recent.over()) {
                Long position = spent.position();
                if (position != null && !inFlight.isOpen(spent.id()) && counted.add(position)) {
                  settled.add(spent);
                }
              }
              counted.forgetOld(clock.instant());
              inFlight.removeAll(ended); // Their rows were there before, and so were read.
              inFlight.elsewhere(recent.inFlight());
            });
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
    SpentSums flying = sums();
    inFlight.addTo(flying, now);
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

  private Account account(
      BudgetScope scope, Budget budget, LocalDate today, Spending.Period period, SpentSums flying) {
    return new Account(
        scope,
        budget,
        settled.on(today, scope).plus(flying.on(today, scope)),
        settled.inMonthOf(today, scope).plus(flying.inMonthOf(today, scope)),
        period);
  }
}
