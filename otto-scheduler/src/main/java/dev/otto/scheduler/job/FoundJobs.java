package dev.otto.scheduler.job;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Some jobs of a list, and where to go on. */
public record FoundJobs(List<Job> jobs, @Nullable JobCursor next) {
  public FoundJobs {
    jobs = List.copyOf(jobs);
  }

  /** Empty on the last page. */
  public Optional<JobCursor> nextCursor() {
    return Optional.ofNullable(next);
  }
}
