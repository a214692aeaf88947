package dev.otto.models;

import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Higher limits that a budget has for some time.
 *
 * @param limits those that are raised
 * @param until when it ends by itself
 */
public record BudgetRaise(Budget limits, OffsetDateTime until) {

  /** Reports whether it has ended at this moment. */
  public boolean hasEnded(Instant now) {
    return !until.toInstant().isAfter(now);
  }
}
