package dev.otto.scheduler.budget;

import dev.otto.scheduler.budget.SpendingRepository.Spent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The rows of a table that are counted already, where others add to it. A row may show later than
 * one with a higher number, since a number is given before its transaction ends; so the last ones
 * are looked at again for longer than a transaction lasts.
 */
final class CountedRows {
  private static final Duration OVERLAP = Duration.ofSeconds(30);

  /** The numbers that are looked at again after everything was counted. */
  private static final long LAST = 5_000;

  private final Set<Long> counted = new HashSet<>();
  private long floor;
  private long highest;
  private long highestBefore;
  private Instant moved = Instant.EPOCH;

  /** Begins anew where these rows, which are all that there are, are going to be counted. */
  void restart(List<Spent> all) {
    highest = 0;
    for (Spent spent : all) {
      highest = Math.max(highest, Objects.requireNonNullElse(spent.position(), 0L));
    }
    floor = Math.max(0, highest - LAST);
    highestBefore = floor;
    counted.clear();
  }

  /** Returns the number after which rows may not be counted yet. */
  long floor() {
    return floor;
  }

  /** Notes that a row is counted; false if it was already. */
  boolean add(long position) {
    highest = Math.max(highest, position);
    return position > floor && counted.add(position);
  }

  /** Forgets rows that are so old that none before them can show any more. */
  void forgetOld(Instant now) {
    if (now.isAfter(moved.plus(OVERLAP))) {
      floor = highestBefore;
      highestBefore = highest;
      moved = now;
      counted.removeIf(position -> position <= floor);
    }
  }
}
