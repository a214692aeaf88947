package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Surface;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The conditions on runs in a list. All hold for each run of it; one that is empty holds for every
 * run.
 *
 * @param states the run is in one of these
 * @param origin where the run came from
 * @param text words of its answer or error
 */
record RunFilter(
    Set<String> states,
    Origin origin,
    Models models,
    Period period,
    Cost cost,
    Optional<SearchText> text) {
  RunFilter {
    states = Set.copyOf(states);
  }

  /**
   * The reason that a run began, and where it did.
   *
   * @param surface through which it was asked for
   * @param node the Otto that ran it
   */
  record Origin(
      Optional<String> jobId,
      Optional<Flow> flow,
      Optional<Surface> surface,
      Optional<String> node) {
    static final Origin ANY =
        new Origin(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The models of a run.
   *
   * @param fallback whether another one took the place of the one that was requested
   */
  record Models(Optional<ModelRef> requested, Optional<GotModel> got, boolean fallback) {
    static final Models ANY = new Models(Optional.empty(), Optional.empty(), false);
  }

  /**
   * The time in which a run started.
   *
   * @param to the first moment after it
   */
  record Period(Optional<Instant> from, Optional<Instant> to) {
    static final Period EVER = new Period(Optional.empty(), Optional.empty());
  }

  /** The cost of a run in dollars; one without a price has none. */
  record Cost(Optional<Double> min, Optional<Double> max) {
    static final Cost ANY = new Cost(Optional.empty(), Optional.empty());
  }
}
