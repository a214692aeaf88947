package dev.otto.controlplane.overview;

import dev.otto.controlplane.page.Numbers;
import dev.otto.wire.BudgetAccount;
import dev.otto.wire.BudgetItem;
import dev.otto.wire.BudgetItem.RaisedLimits;
import dev.otto.wire.BudgetsAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a budget.
 *
 * @param scope the flow, the provider or the job, in words
 * @param spent the amount spent of the limit, and the limit
 * @param percent the share of it that is spent
 * @param then the consequence of reaching it
 */
public record BudgetRow(String scope, String spent, long percent, String then) {
  private static final int ALL = 100;
  private static final int NEARLY = 80;

  static List<BudgetRow> of(BudgetsAnswer budgets) {
    return budgets.accounts().stream().flatMap(account -> rows(account).stream()).toList();
  }

  private static List<BudgetRow> rows(BudgetAccount account) {
    BudgetItem budget = account.budget();
    var rows = new ArrayList<BudgetRow>();
    add(
        rows,
        account,
        account.usdToday(),
        budget.usdPerDayNow(),
        "%s of %s a day" + raised(budget, RaisedLimits::usdPerDay));
    add(
        rows,
        account,
        account.usdThisMonth(),
        budget.usdPerMonthNow(),
        "%s of %s a month" + raised(budget, RaisedLimits::usdPerMonth));
    Long tokens = budget.tokensPerDayNow();
    if (tokens != null) {
      String words =
          "%s of %s tokens a day"
              .formatted(Numbers.count(account.tokensToday()), Numbers.count(tokens));
      rows.add(
          row(
              account,
              words + raised(budget, RaisedLimits::tokensPerDay),
              account.tokensToday() / (double) tokens));
    }
    return rows;
  }

  private static String raised(BudgetItem budget, Function<RaisedLimits, @Nullable Number> limit) {
    RaisedLimits raised = budget.raised();
    return raised == null || limit.apply(raised) == null ? "" : ", raised until " + raised.until();
  }

  private static void add(
      List<BudgetRow> rows,
      BudgetAccount account,
      double spent,
      @Nullable Double most,
      String words) {
    if (most != null) {
      String amounts = words.formatted(Numbers.cost(spent), Numbers.cost(most));
      rows.add(row(account, amounts, spent / most));
    }
  }

  private static BudgetRow row(BudgetAccount account, String spent, double share) {
    String then = account.budget().whenSpent();
    return new BudgetRow(
        scope(account),
        spent,
        (long) Math.floor(ALL * share),
        then.equals("hold") ? "runs are held" : then + " is used");
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
