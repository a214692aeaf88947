package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a change to a job; of a dry run, what it would be.
 *
 * @param status {@code created}, {@code updated}, {@code deleted}, {@code run_now_scheduled},
 *     {@code acknowledged} or {@code unacknowledged}
 * @param scheduledFor when a run that was asked for begins
 * @param warnings keys of the request that mean nothing, a time that is past, a model that is
 *     doubtful
 * @param dryRun true where nothing was changed
 * @param schedule told by a dry run
 * @param effectiveModel told by a dry run of a job that prompts
 * @param forecast told where a job is created or changed
 */
public record JobMutation(
    String id,
    String status,
    @AbsentIfNull @Nullable Long scheduledFor,
    @AbsentIfNull @Nullable List<String> warnings,
    @AbsentIfNull @Nullable Boolean dryRun,
    @AbsentIfNull @Nullable ScheduleSummary schedule,
    @AbsentIfNull @Nullable ResolvedModel effectiveModel,
    @AbsentIfNull @Nullable CostForecast forecast) {

  /**
   * The schedule as it is stored, in words, and its next times.
   *
   * @param nextRuns epoch milliseconds
   * @param nextRunsLocal the same times in the zone of the job
   */
  public record ScheduleSummary(
      @Nullable String cron,
      @Nullable String cronQuartz,
      @Nullable String timeZone,
      String description,
      List<Long> nextRuns,
      List<String> nextRunsLocal) {}
}
