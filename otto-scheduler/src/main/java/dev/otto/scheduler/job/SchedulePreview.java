package dev.otto.scheduler.job;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The schedule as it is stored, in words, and the next times it comes to. */
record SchedulePreview(
    @Nullable String cron,
    @Nullable String timeZone,
    String description,
    List<Long> nextRuns,
    List<String> nextRunsLocal) {
  private static final int TIMES = 5;

  static SchedulePreview of(Job job, Instant now) {
    Schedule.Cron cron = job.schedule() instanceof Schedule.Cron it ? it : null;
    ZoneId zone = cron == null ? ZoneOffset.UTC : cron.zone();
    List<Instant> times = times(job, now);
    return new SchedulePreview(
        cron == null ? null : cron.expression(),
        cron == null ? null : zone.getId(),
        job.schedule().description(),
        times.stream().map(Instant::toEpochMilli).toList(),
        times.stream().map(time -> time.atZone(zone).toOffsetDateTime().toString()).toList());
  }

  private static List<Instant> times(Job job, Instant now) {
    var times = new ArrayList<Instant>(TIMES);
    Instant first = job.state().nextRunAt();
    if (first != null) {
      times.add(first);
      times.addAll(job.schedule().preview(first.isBefore(now) ? now : first, TIMES - 1));
    }
    return times;
  }
}
