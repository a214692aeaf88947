package dev.otto.controlplane.jobs.detail;

import dev.otto.controlplane.jobs.JobState;
import dev.otto.wire.JobItem;

/** The question before a job is deleted for good, with the number of runs that go with it. */
public record DeleteView(JobItem job, long runs) {

  /** Reports whether it can be deleted: nothing is while it may still run. */
  public boolean possible() {
    return job.isMutable() && JobState.of(job) == JobState.FINISHED;
  }
}
