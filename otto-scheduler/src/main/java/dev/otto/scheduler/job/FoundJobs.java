package dev.otto.scheduler.job;

import dev.otto.scheduler.database.PageCursor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A page of a job list, and the cursor of the next page. */
public record FoundJobs(List<Job> jobs, @Nullable PageCursor next) {
  public FoundJobs {
    jobs = List.copyOf(jobs);
  }

  /** Returns the cursor of the next page; empty on the last page. */
  public Optional<PageCursor> nextCursor() {
    return Optional.ofNullable(next);
  }
}
