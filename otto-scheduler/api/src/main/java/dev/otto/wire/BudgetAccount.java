package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * The amounts spent of one budget, prompts in flight included.
 *
 * @param scope {@code all}, {@code flows}, {@code providers} or {@code jobs}
 * @param key the flow, the provider or the job; null for all
 * @param share the share of its fullest limit; 1 is all of it
 * @param spent whether a limit is reached
 * @param spentUntil when it begins anew; null unless it is spent
 */
public record BudgetAccount(
    String scope,
    @Nullable String key,
    BudgetItem budget,
    double usdToday,
    double usdThisMonth,
    long tokensToday,
    double share,
    boolean spent,
    @Nullable Long spentUntil) {}
