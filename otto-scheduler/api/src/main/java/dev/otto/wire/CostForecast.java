package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * The likely cost of a job in the month to come, its retries not included.
 *
 * @param runs the times of its schedule in that month, counted up to 100,000
 * @param usd US dollars; null where nothing tells
 * @param usdLow the same if each run cost what the cheapest quarter of the receipts cost at most
 * @param usdHigh the same if each run cost what the dearest quarter cost at least
 * @param tokens sent and received, without those read from a provider's cache; null without a
 *     receipt
 * @param basis {@code job}, {@code flow} or {@code none}: whose receipts these are
 * @param receipts the number of them
 * @param message all of it as a sentence
 */
public record CostForecast(
    long runs,
    @Nullable Double usd,
    @Nullable Double usdLow,
    @Nullable Double usdHigh,
    @Nullable Long tokens,
    String basis,
    int receipts,
    String message) {}
