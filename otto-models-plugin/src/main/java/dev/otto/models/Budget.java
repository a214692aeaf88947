package dev.otto.models;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The most that may be spent in a day and in a month; null is no limit, and at least one is set.
 *
 * @param usdPerDay US dollars
 * @param usdPerMonth US dollars
 * @param tokensPerDay sent and received, without those read from a provider's cache
 * @param whenSpent the model to use once one of them is reached; empty holds the runs
 */
public record Budget(
    @Nullable Double usdPerDay,
    @Nullable Double usdPerMonth,
    @Nullable Long tokensPerDay,
    Optional<ModelRef> whenSpent) {

  /**
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public Budget {
    if (usdPerDay == null && usdPerMonth == null && tokensPerDay == null) {
      throw new IllegalArgumentException(
          "this sets no limit; give usdPerDay, usdPerMonth or tokensPerDay");
    }
  }

  /** Reports whether it binds models with a price only. */
  public boolean bindsPricedOnly() {
    return tokensPerDay == null;
  }

  /** Returns its limits in words. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (usdPerDay != null) {
      parts.add(dollars(usdPerDay) + " a day");
    }
    if (usdPerMonth != null) {
      parts.add(dollars(usdPerMonth) + " a month");
    }
    if (tokensPerDay != null) {
      parts.add(tokensPerDay + " tokens a day");
    }
    return String.join(", ", parts)
        + whenSpent.map(model -> ", then " + model).orElse(", then hold");
  }

  static String dollars(double amount) {
    return "$" + BigDecimal.valueOf(amount).stripTrailingZeros().toPlainString();
  }
}
