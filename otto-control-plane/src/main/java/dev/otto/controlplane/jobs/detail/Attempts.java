package dev.otto.controlplane.jobs.detail;

import org.jspecify.annotations.Nullable;

/** The words for attempts. */
final class Attempts {
  private Attempts() {}

  /** Returns words such as "attempt 2 of 3". */
  static String words(@Nullable Integer number, @Nullable Integer all) {
    return "attempt " + (number == null ? 1 : number) + (all == null ? "" : " of " + all);
  }
}
