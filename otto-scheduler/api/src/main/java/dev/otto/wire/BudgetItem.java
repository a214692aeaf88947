package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * The most that may be spent; null is no limit.
 *
 * @param usdPerDay US dollars
 * @param usdPerMonth US dollars
 * @param tokensPerDay without those read from a provider's cache
 * @param whenSpent {@code hold}, or the model to use once a limit is reached
 */
public record BudgetItem(
    @Nullable Double usdPerDay,
    @Nullable Double usdPerMonth,
    @Nullable Long tokensPerDay,
    String whenSpent) {}
