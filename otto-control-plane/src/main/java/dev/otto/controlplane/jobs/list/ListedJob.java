package dev.otto.controlplane.jobs.list;

import dev.otto.controlplane.jobs.Choice;
import dev.otto.controlplane.jobs.JobState;
import dev.otto.wire.JobItem;
import dev.otto.wire.LastRuns.LastRun;
import java.util.Objects;
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

  boolean failedLast() {
    return lastRun != null && (lastRun.state().equals("failed") || lastRun.state().equals("lost"));
  }

  /** Returns the sort key: paused jobs come after those that will run, finished ones last. */
  long nextOrNever() {
    long next = Objects.requireNonNullElse(job.nextRunAt(), Long.MAX_VALUE - 1);
    return switch (state()) {
      case RUNNING -> Long.MIN_VALUE;
      case IDLE -> next;
      case PAUSED, SET_ASIDE -> Long.MAX_VALUE - 1;
      case FINISHED -> Long.MAX_VALUE;
    };
  }
}
