package dev.otto.controlplane.overview;

import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.wire.BudgetAccount;
import dev.otto.wire.BudgetItem;
import dev.otto.wire.BudgetItem.RaisedLimits;
import dev.otto.wire.BudgetsAnswer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a budget.
 *
 * @param scope the flow, the provider or the job, in words
 * @param spent the amount spent of the limit, and the limit
 * @param percent the share of it that is spent
 * @param then the consequence of reaching it
 * @param runs those of the day or the month in its scope
 */
public record BudgetRow(String scope, String spent, long percent, String then, RunFilter runs) {
  private static final int ALL = 100;
  private static final int NEARLY = 80;

  /**
   * Returns the limits of all budgets.
   *
   * @param now the time by Otto's clock
   */
  static List<BudgetRow> of(BudgetsAnswer budgets, long now) {
    ZoneId zone = ZoneId.of(budgets.timeZone());
    var today = Instant.ofEpochMilli(now).atZone(zone).toLocalDate();
    RunFilter ofToday = from(today, zone);
    RunFilter ofThisMonth = from(today.withDayOfMonth(1), zone);
    return budgets.accounts().stream()
        .flatMap(account -> rows(account, in(account, ofToday), in(account, ofThisMonth)).stream())
        .toList();
  }

  private static RunFilter from(LocalDate day, ZoneId zone) {
    return RunFilter.ALL.from(day.atStartOfDay(zone).toInstant().toEpochMilli());
  }

  private static RunFilter in(BudgetAccount account, RunFilter runs) {
    String key = Objects.requireNonNullElse(account.key(), "");
    return switch (account.scope()) {
      case "flows" -> runs.ofFlow(key);
      case "providers" -> runs.gotModelOf(key);
      case "jobs" -> runs.ofJob(key);
      default -> runs;
    };
  }

  private static List<BudgetRow> rows(
      BudgetAccount account, RunFilter ofToday, RunFilter ofThisMonth) {
    BudgetItem budget = account.budget();
    var rows = new ArrayList<BudgetRow>();
    Double aDay = budget.usdPerDayNow();
    if (aDay != null) {
      String words = "a day" + raised(budget, RaisedLimits::usdPerDay);
      rows.add(row(account, dollars(account.usdToday(), aDay, words), ofToday));
    }
    Double aMonth = budget.usdPerMonthNow();
    if (aMonth != null) {
      String words = "a month" + raised(budget, RaisedLimits::usdPerMonth);
      rows.add(row(account, dollars(account.usdThisMonth(), aMonth, words), ofThisMonth));
    }
    Long tokens = budget.tokensPerDayNow();
    if (tokens != null) {
      String words =
          "%s of %s tokens a day"
              .formatted(Numbers.count(account.tokensToday()), Numbers.count(tokens));
      var amount =
          new Amount(
              words + raised(budget, RaisedLimits::tokensPerDay),
              account.tokensToday() / (double) tokens);
      rows.add(row(account, amount, ofToday));
    }
    return rows;
  }

  /** An amount spent of a limit, in words and as a share of it. */
  private record Amount(String words, double share) {}

  private static Amount dollars(double spent, double most, String words) {
    return new Amount(
        "%s of %s %s".formatted(Numbers.cost(spent), Numbers.cost(most), words), spent / most);
  }

  private static String raised(BudgetItem budget, Function<RaisedLimits, @Nullable Number> limit) {
    RaisedLimits raised = budget.raised();
    return raised == null || limit.apply(raised) == null ? "" : ", raised until " + raised.until();
  }

  private static BudgetRow row(BudgetAccount account, Amount spent, RunFilter runs) {
    String then = account.budget().whenSpent();
    return new BudgetRow(
        scope(account),
        spent.words(),
        (long) Math.floor(ALL * spent.share()),
        then.equals("hold") ? "runs are held" : then + " is used",
        runs);
  }

  private static String scope(BudgetAccount account) {
    return switch (account.scope()) {
      case "flows" -> "Flow " + account.key();
      case "providers" -> "Provider " + account.key();
      case "jobs" -> "Job " + account.key();
      default -> "Everything";
    };
  }

  /** Returns the colour of the badge: nothing is wrong, nearly spent, or spent. */
  public String badge() {
    return percent >= ALL ? "bad" : percent >= NEARLY ? "warn" : "ok";
  }
}
