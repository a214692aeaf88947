package dev.otto.controlplane.page;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Formats numbers for people and reads theirs. An unknown one is a dash. */
public final class Numbers {
  private static final String UNKNOWN = "–";

  private Numbers() {}

  /** Formats a count in groups of three digits. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Formats tokens in thousands or millions: {@code 128K}, {@code 1M}. */
  public static String tokens(@Nullable Long number) {
    if (number == null || number == 0) {
      return UNKNOWN;
    }
    if (number < 1_000) {
      return number.toString();
    }
    return number < 1_000_000 ? short1(number / 1_000.0) + "K" : short1(number / 1_000_000.0) + "M";
  }

  /** Formats a price in dollars per million tokens; one that is not given is not free. */
  public static String price(@Nullable Double dollars) {
    if (dollars == null) {
      return "no price given";
    }
    return dollars == 0 ? "free" : "$" + dollars(dollars);
  }

  /** Formats a cost. */
  public static String cost(@Nullable Double dollars) {
    return dollars == null ? UNKNOWN : "$" + dollars(dollars);
  }

  /** Formats dollars with two decimals, or more if the amount is so small that they matter. */
  private static String dollars(double amount) {
    int digits = amount >= 0.01 || amount == 0 ? 4 : 6;
    String text = String.format(Locale.ROOT, "%,." + digits + "f", amount);
    int end = text.length();
    while (text.charAt(end - 1) == '0' && end > text.indexOf('.') + 3) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Reads a whole number from 1 on; empty if it is something else. */
  public static Optional<Long> positive(String text) {
    return text.matches("[1-9]\\d{0,17}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static String short1(double number) {
    String text = String.format(Locale.ROOT, "%.1f", number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
