package dev.otto.scheduler.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One execution of a job, with its outcome and the receipt of its model. */
public record Run(String id, String jobId, Timing timing, Outcome outcome, Receipt receipt) {

  /**
   * The times when a run was due, began and ended.
   *
   * @param scheduledFor the fire time that this run claimed
   */
  public record Timing(
      @Nullable Instant scheduledFor, Instant startedAt, @Nullable Instant finishedAt) {}

  /** Returns a run that begins now, before any session was created for it. */
  static Run begin(String id, String jobId, Instant scheduledFor, Instant now, Receipt receipt) {
    return new Run(id, jobId, new Timing(scheduledFor, now, null), new Outcome.Running(), receipt);
  }

  /** Returns the same run at its end. */
  Run end(Instant at, Outcome end, Receipt last) {
    return new Run(id, jobId, new Timing(timing.scheduledFor(), timing.startedAt(), at), end, last);
  }

  /** Returns the same run with another form of its report. */
  Run with(Report other) {
    return new Run(id, jobId, timing, outcome.with(other), receipt);
  }

  /** Returns the same run with another receipt. */
  Run with(Receipt other) {
    return new Run(id, jobId, timing, outcome, other);
  }
}
