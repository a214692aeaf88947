package dev.otto.controlplane.jobs.list;

import dev.otto.controlplane.jobs.Choice;
import dev.otto.controlplane.jobs.JobState;
import dev.otto.controlplane.jobs.RunOutcome;
import dev.otto.wire.AcknowledgementItem;
import dev.otto.wire.JobItem;
import dev.otto.wire.LastRuns.LastRun;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job as the list shows it.
 *
 * @param lastRun null if it never ran
 */
public record ListedJob(JobItem job, Choice model, @Nullable LastRun lastRun) {
  public JobState state() {
    return JobState.of(job);
  }

  /** Reports whether its last run failed, and nobody acknowledged that. */
  boolean failedLast() {
    return lastRun != null
        && lastRun.acknowledgement() == null
        && RunOutcome.of(lastRun.state(), lastRun.errorCode()).failed();
  }

  /** Returns the acknowledgement of its failure; null if there is none. */
  public @Nullable AcknowledgementItem acknowledgement() {
    return lastRun == null ? null : lastRun.acknowledgement();
  }

  /** Returns when it runs next, which may be a retry; null if nothing is planned. */
  public @Nullable Long next() {
    return Stream.of(Optional.ofNullable(job.nextRunAt()), Optional.ofNullable(job.nextAttemptAt()))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** Returns the sort key: paused jobs come after those that will run, finished ones last. */
  long nextOrNever() {
    long next = Objects.requireNonNullElse(next(), Long.MAX_VALUE - 1);
    return switch (state()) {
      case RUNNING -> Long.MIN_VALUE;
      case IDLE -> next;
      case PAUSED, SET_ASIDE -> Long.MAX_VALUE - 1;
      case FINISHED -> Long.MAX_VALUE;
    };
  }
}
