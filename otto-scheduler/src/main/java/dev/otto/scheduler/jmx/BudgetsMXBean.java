package dev.otto.scheduler.jmx;

import dev.otto.jmx.Description;
import java.util.Map;

/** The budgets in JMX; the descriptions document it for the person at the client. */
@Description("What may be spent, and what was spent of it")
public interface BudgetsMXBean {

  @Description("Each budget by its scope, such as all or flows.heartbeat")
  Map<String, BudgetRow> getBudgets();

  @Description("The number of budgets of which a limit is reached")
  int getSpentCount();

  @Description("The time zone in which days and months begin")
  String getTimeZone();

  /**
   * One budget.
   *
   * @param limits in words, with what happens once one of them is reached
   * @param share of its fullest limit; 1 is all of it
   * @param spentUntil when it begins anew; empty unless it is spent
   */
  record BudgetRow(
      String limits,
      double usdToday,
      double usdThisMonth,
      long tokensToday,
      double share,
      boolean spent,
      String spentUntil) {}
}
