package dev.otto.scheduler.run;

import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.job.Job;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a job, with its outcome and the receipt of its model.
 *
 * @param surface through which it was asked for; the scheduler's where its schedule is the reason,
 *     null where an older Otto did not record it
 */
public record Run(
    String id,
    String jobId,
    Timing timing,
    Attempt attempt,
    Outcome outcome,
    Receipt receipt,
    @Nullable Surface surface) {

  /**
   * The times when a run was due, began and ended.
   *
   * @param scheduledFor the fire time that this run claimed
   */
  public record Timing(
      @Nullable Instant scheduledFor, Instant startedAt, @Nullable Instant finishedAt) {}

  /**
   * The place of a run among the attempts at the same fire time.
   *
   * @param number of this one, from 1
   * @param max the number of attempts in all; null if that is unknown
   * @param retryOf the run that this one retries; null for a first attempt
   */
  public record Attempt(int number, @Nullable Integer max, @Nullable String retryOf) {
    static final Attempt FIRST = new Attempt(1, null, null);

    static Attempt of(Job.NextAttempt retry) {
      return new Attempt(retry.attempt(), retry.maxAttempts(), retry.runId());
    }

    /** Returns the same attempt, of as many as this allows; of as many as before if it is none. */
    private Attempt of(OttoConfig.Retry retry) {
      return retry.equals(OttoConfig.Retry.NONE)
          ? this
          : new Attempt(number, Math.max(number, retry.attempts()), retryOf);
    }
  }

  /** Returns the same run at its end. */
  Run end(Instant at, RunEnd end) {
    return new Run(
        id,
        jobId,
        new Timing(timing.scheduledFor(), timing.startedAt(), at),
        attempt.of(end.retry()),
        end.outcome(),
        end.receipt(),
        surface);
  }

  /** Returns the same run with another form of its report. */
  Run with(Report other) {
    return new Run(id, jobId, timing, attempt, outcome.with(other), receipt, surface);
  }

  /** Returns the same run with its report as lists have it. */
  public Run shortened() {
    Report report = outcome.report();
    return report == null ? this : with(report.shortened());
  }

  /** Returns the same run with another receipt. */
  Run with(Receipt other) {
    return new Run(id, jobId, timing, attempt, outcome, other, surface);
  }
}
