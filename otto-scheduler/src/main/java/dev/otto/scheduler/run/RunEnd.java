package dev.otto.scheduler.run;

import dev.otto.scheduler.config.OttoConfig;

/**
 * The end of a run.
 *
 * @param retry whether and when it is retried, if its failure may pass
 */
record RunEnd(Outcome outcome, Receipt receipt, OttoConfig.Retry retry) {

  /** Returns an end after which nothing is retried. */
  static RunEnd last(Outcome outcome, Receipt receipt) {
    return new RunEnd(outcome, receipt, OttoConfig.Retry.NONE);
  }

  RunEnd with(Outcome other) {
    return new RunEnd(other, receipt, retry);
  }
}
