package dev.otto.scheduler.job;

import java.util.List;
import java.util.stream.Collectors;

/** Names the jobs whose rows cannot be read as a whole. */
final class SetAside {
  private static final int NAMED = 5;

  private SetAside() {}

  /** Returns one sentence: which jobs, what is wrong with each, and what to do. */
  static String message(List<Job> jobs) {
    String named =
        jobs.stream()
            .limit(NAMED)
            .map(job -> job.id() + " (runs " + job.schedule().description() + ")")
            .collect(Collectors.joining(", "));
    String more = jobs.size() > NAMED ? " and " + (jobs.size() - NAMED) + " more" : "";
    return "set aside until they are mended: " + named + more;
  }
}
