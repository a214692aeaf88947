package dev.otto.controlplane.jobs.form;

import dev.otto.wire.CostForecast;
import dev.otto.wire.JobMutation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A schedule in words, with its next times.
 *
 * @param description in words; empty until a preview is requested
 * @param cost what a month of it is likely to cost, as a sentence; null if it is not told
 * @param problem what is wrong with it; null if nothing is
 */
public record SchedulePreview(
    String description,
    String timeZone,
    List<Long> times,
    @Nullable String cost,
    @Nullable String problem) {
  static final SchedulePreview NONE = new SchedulePreview("", "UTC", List.of(), null, null);

  static SchedulePreview of(
      JobMutation.ScheduleSummary schedule, @Nullable CostForecast cost, String zoneOfTheForm) {
    String zone = Objects.requireNonNullElse(schedule.timeZone(), zoneOfTheForm);
    return new SchedulePreview(
        schedule.description(),
        zone,
        schedule.nextRuns(),
        cost == null ? null : cost.message(),
        null);
  }

  static SchedulePreview wrong(String problem) {
    return new SchedulePreview("", "UTC", List.of(), null, problem);
  }

  public boolean shown() {
    return !description.isEmpty() || problem != null;
  }

  static Optional<JobMutation.ScheduleSummary> told(JobMutation change) {
    return Optional.ofNullable(change.schedule());
  }
}
