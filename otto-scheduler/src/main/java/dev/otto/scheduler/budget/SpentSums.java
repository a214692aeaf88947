package dev.otto.scheduler.budget;

import dev.otto.models.BudgetScope;
import dev.otto.models.Payer;
import dev.otto.models.Spending.Amount;
import dev.otto.scheduler.budget.SpendingRepository.Spent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The sums of what was spent, by what a budget can be for, and by day. */
final class SpentSums {
  private final ZoneId zone;
  private final Predicate<BudgetScope> counted;
  private final Map<BudgetScope, Map<LocalDate, Amount>> byScope = new HashMap<>();

  /**
   * @param zone in which days begin
   * @param counted what of it is asked for
   */
  SpentSums(ZoneId zone, Predicate<BudgetScope> counted) {
    this.zone = zone;
    this.counted = counted;
  }

  void clear() {
    byScope.clear();
  }

  void add(Payer payer, String provider, Instant at, Amount amount) {
    LocalDate day = LocalDate.ofInstant(at, zone);
    scopes(payer, provider)
        .filter(counted)
        .forEach(
            scope ->
                byScope
                    .computeIfAbsent(scope, _ -> new HashMap<>())
                    .merge(day, amount, Amount::plus));
  }

  void add(Spent spent) {
    add(spent.payer(), spent.provider(), spent.endedAt(), spent.amount());
  }

  private static Stream<BudgetScope> scopes(Payer payer, String provider) {
    var all =
        List.of(BudgetScope.ALL, BudgetScope.of(payer.flow()), BudgetScope.ofProvider(provider));
    return Stream.concat(all.stream(), payer.jobId().map(BudgetScope::ofJob).stream());
  }

  Amount on(LocalDate day, BudgetScope scope) {
    return byScope.getOrDefault(scope, Map.of()).getOrDefault(day, Amount.NOTHING);
  }

  Amount inMonthOf(LocalDate today, BudgetScope scope) {
    var month = YearMonth.from(today);
    return byScope.getOrDefault(scope, Map.of()).entrySet().stream()
        .filter(entry -> YearMonth.from(entry.getKey()).equals(month))
        .map(Map.Entry::getValue)
        .reduce(Amount.NOTHING, Amount::plus);
  }
}
