package dev.otto.scheduler.forecast;

import java.util.List;
import java.util.Optional;

/**
 * The runs by which a forecast is made.
 *
 * @param costUsd of one run; empty if none has a price
 * @param ofTheJob whether they are the job's own
 */
record Sample(List<PastRun> runs, Optional<Quartiles> costUsd, boolean ofTheJob) {

  /** Returns the tokens of one run; empty without runs. */
  Optional<Quartiles> tokens() {
    return Quartiles.of(runs.stream().map(run -> (double) run.tokens()).toList());
  }

  /** Returns the name used in the REST API. */
  String basis() {
    return runs.isEmpty() ? "none" : ofTheJob ? "job" : "flow";
  }
}
