package dev.otto.controlplane.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a change to a job came to; with a dry run, what it would come to. */
public record JobChange(
    String id,
    String status,
    @Nullable Long scheduledFor,
    @Nullable List<String> warnings,
    @Nullable Schedule schedule) {

  /** Told by a dry run: the schedule as it is stored, in words, and its next times. */
  public record Schedule(
      @Nullable String cron,
      @Nullable String timeZone,
      String description,
      List<Long> nextRuns,
      List<String> nextRunsLocal) {}
}
