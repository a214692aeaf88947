package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * The most that may be spent; null is no limit.
 *
 * @param usdPerDay US dollars
 * @param usdPerMonth US dollars
 * @param tokensPerDay without those read from a provider's cache
 * @param whenSpent {@code hold}, or the model to use once a limit is reached
 * @param raised higher limits for some time
 */
public record BudgetItem(
    @Nullable Double usdPerDay,
    @Nullable Double usdPerMonth,
    @Nullable Long tokensPerDay,
    String whenSpent,
    @AbsentIfNull @Nullable RaisedLimits raised) {

  /**
   * Limits that are higher for some time; null keeps a limit.
   *
   * @param until when that ends by itself, as ISO 8601 with an offset
   */
  public record RaisedLimits(
      @Nullable Double usdPerDay,
      @Nullable Double usdPerMonth,
      @Nullable Long tokensPerDay,
      String until) {}

  /** Returns the dollars that may be spent in a day by now; null is no limit. */
  public @Nullable Double usdPerDayNow() {
    return raised == null || raised.usdPerDay() == null ? usdPerDay : raised.usdPerDay();
  }

  /** Returns the dollars that may be spent in a month by now; null is no limit. */
  public @Nullable Double usdPerMonthNow() {
    return raised == null || raised.usdPerMonth() == null ? usdPerMonth : raised.usdPerMonth();
  }

  /** Returns the tokens that may be spent in a day by now; null is no limit. */
  public @Nullable Long tokensPerDayNow() {
    return raised == null || raised.tokensPerDay() == null ? tokensPerDay : raised.tokensPerDay();
  }
}
