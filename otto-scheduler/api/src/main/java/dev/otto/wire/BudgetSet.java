package dev.otto.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All budgets.
 *
 * @param all the one of everything; null if there is none
 * @param flows by the key of the flow
 * @param providers by the id of the provider
 * @param jobs by the id of the job
 */
public record BudgetSet(
    @Nullable BudgetItem all,
    Map<String, BudgetItem> flows,
    Map<String, BudgetItem> providers,
    Map<String, BudgetItem> jobs) {}
