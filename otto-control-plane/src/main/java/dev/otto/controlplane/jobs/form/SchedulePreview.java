package dev.otto.controlplane.jobs.form;

import dev.otto.wire.JobMutation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A schedule in words, with its next times.
 *
 * @param description in words; empty until a preview is requested
 * @param problem what is wrong with it; null if nothing is
 */
public record SchedulePreview(
    String description, String timeZone, List<Long> times, @Nullable String problem) {
  static final SchedulePreview NONE = new SchedulePreview("", "UTC", List.of(), null);

  static SchedulePreview of(JobMutation.ScheduleSummary schedule, String zoneOfTheForm) {
    String zone = Objects.requireNonNullElse(schedule.timeZone(), zoneOfTheForm);
    return new SchedulePreview(schedule.description(), zone, schedule.nextRuns(), null);
  }

  static SchedulePreview wrong(String problem) {
    return new SchedulePreview("", "UTC", List.of(), problem);
  }

  public boolean shown() {
    return !description.isEmpty() || problem != null;
  }

  static Optional<JobMutation.ScheduleSummary> told(JobMutation change) {
    return Optional.ofNullable(change.schedule());
  }
}
