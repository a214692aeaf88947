package dev.otto.scheduler.job;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A page of a job list, and the cursor of the next page. */
public record FoundJobs(List<Job> jobs, @Nullable JobCursor next) {
  public FoundJobs {
    jobs = List.copyOf(jobs);
  }

  /** Returns the cursor of the next page; empty on the last page. */
  public Optional<JobCursor> nextCursor() {
    return Optional.ofNullable(next);
  }
}
