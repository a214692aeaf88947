package dev.otto.scheduler.job;

import static dev.otto.scheduler.http.Json.millis;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import org.jspecify.annotations.Nullable;

/** A job as lists show it. */
public record JobItem(
    String id,
    String type,
    String scheduleType,
    @Nullable String profileId,
    @Nullable String modelRef,
    String status,
    @Nullable Long runAt,
    @Nullable Integer cadenceMinutes,
    @Nullable Long nextRunAt,
    @Nullable String terminalState,
    @Nullable String terminalReason,
    long updatedAt,
    String managedBy,
    boolean isMutable,
    @Nullable String cron,
    @Nullable String timeZone,
    @Nullable String flow) {

  public static JobItem of(Job job) {
    Job.End end = job.state().end();
    Schedule.Cron cron = job.schedule() instanceof Schedule.Cron it ? it : null;
    return new JobItem(
        job.id(),
        job.type(),
        job.schedule().type(),
        job.profileId(),
        job.model().map(ModelRef::toString).orElse(null),
        job.status().key(),
        millis(job.runAt()),
        job.schedule() instanceof Schedule.Cadence cadence ? cadence.minutes() : null,
        millis(job.state().nextRunAt()),
        end == null ? null : end.state().key(),
        end == null ? null : end.reason(),
        job.updatedAt().toEpochMilli(),
        job.managedBy(),
        job.isMutable(),
        cron == null ? null : cron.expression(),
        cron == null ? null : cron.zone().getId(),
        job.flow().map(Flow::key).orElse(null));
  }
}
