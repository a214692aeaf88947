package dev.otto.wire;

import java.util.List;

/**
 * The budgets, and what was spent of each.
 *
 * @param accounts one for each budget
 * @param timeZone in which days and months begin
 */
public record BudgetsAnswer(BudgetSet budgets, List<BudgetAccount> accounts, String timeZone) {}
