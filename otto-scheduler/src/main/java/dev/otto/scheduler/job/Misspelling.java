package dev.otto.scheduler.job;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A key that may be another one misspelt: with another case or separators, with one letter missing,
 * added, wrong or swapped with its neighbour, or cut short.
 */
record Misspelling(String letters) {
  private static final int MIN_PREFIX = 5;

  static Misspelling of(String key) {
    return new Misspelling(letters(key));
  }

  private static String letters(String key) {
    return key.replaceAll("[_ -]", "").toLowerCase(Locale.ROOT);
  }

  /** Returns the key that may have been meant. */
  Optional<String> among(List<String> keys) {
    return keys.stream().filter(key -> isNear(letters(key))).findFirst();
  }

  private boolean isNear(String key) {
    if (key.startsWith(letters) && letters.length() >= MIN_PREFIX) {
      return true;
    }
    int start = 0;
    int end = 0;
    int shorter = Math.min(letters.length(), key.length());
    while (start < shorter && letters.charAt(start) == key.charAt(start)) {
      start++;
    }
    while (end < shorter - start
        && letters.charAt(letters.length() - 1 - end) == key.charAt(key.length() - 1 - end)) {
      end++;
    }
    String here = letters.substring(start, letters.length() - end);
    String there = key.substring(start, key.length() - end);
    return Math.max(here.length(), there.length()) <= 1
        || (here.length() == 2 && here.contentEquals(new StringBuilder(there).reverse()));
  }
}
