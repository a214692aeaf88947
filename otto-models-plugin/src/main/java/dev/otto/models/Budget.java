package dev.otto.models;

import dev.otto.models.Spending.Limit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The most that may be spent in a day and in a month; null is no limit, and at least one is set.
 *
 * @param usdPerDay US dollars
 * @param usdPerMonth US dollars
 * @param tokensPerDay sent and received, without those read from a provider's cache
 * @param whenSpent the model to use once one of them is reached; empty holds the runs
 * @param raised higher limits for some time; empty if there are none
 */
public record Budget(
    @Nullable Double usdPerDay,
    @Nullable Double usdPerMonth,
    @Nullable Long tokensPerDay,
    Optional<ModelRef> whenSpent,
    Optional<BudgetRaise> raised) {

  /**
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public Budget {
    if (usdPerDay == null && usdPerMonth == null && tokensPerDay == null) {
      throw new IllegalArgumentException(
          "this sets no limit; give usdPerDay, usdPerMonth or tokensPerDay");
    }
    if (raised.isPresent()) {
      Budget limits = raised.get().limits();
      requireAbove("usdPerDay", usdPerDay, limits.usdPerDay);
      requireAbove("usdPerMonth", usdPerMonth, limits.usdPerMonth);
      requireAbove("tokensPerDay", tokensPerDay, limits.tokensPerDay);
    }
  }

  /** Creates a budget that is not raised. */
  public Budget(
      @Nullable Double usdPerDay,
      @Nullable Double usdPerMonth,
      @Nullable Long tokensPerDay,
      Optional<ModelRef> whenSpent) {
    this(usdPerDay, usdPerMonth, tokensPerDay, whenSpent, Optional.empty());
  }

  private static void requireAbove(String key, @Nullable Number most, @Nullable Number raised) {
    if (raised != null && most == null) {
      throw new IllegalArgumentException(
          "raised.%s raises nothing, because %s is not set".formatted(key, key));
    }
    if (raised != null && most != null && raised.doubleValue() <= most.doubleValue()) {
      throw new IllegalArgumentException("raised.%s is not above %s".formatted(key, key));
    }
  }

  /** Returns the budget without its raise. */
  public Budget unraised() {
    return new Budget(usdPerDay, usdPerMonth, tokensPerDay, whenSpent);
  }

  /** Returns the budget as it is at this moment: without a raise that has ended. */
  public Budget at(Instant now) {
    return raised.filter(raise -> raise.hasEnded(now)).isPresent() ? unraised() : this;
  }

  /** Reports whether it binds models with a price only. */
  public boolean bindsPricedOnly() {
    return tokensPerDay == null;
  }

  /** Returns the same limits and raise with another model to use, or none. */
  public Budget withWhenSpent(Optional<ModelRef> model) {
    return new Budget(usdPerDay, usdPerMonth, tokensPerDay, model, raised);
  }

  /** Returns its limits in words. */
  @Override
  public String toString() {
    return Arrays.stream(Limit.values())
        .filter(limit -> limit.of(this) != null)
        .map(limit -> limit.words(this))
        .collect(
            Collectors.joining(
                ", ", "", whenSpent.map(model -> ", then " + model).orElse(", then hold")));
  }

  static String dollars(double amount) {
    return "$" + BigDecimal.valueOf(amount).stripTrailingZeros().toPlainString();
  }
}
