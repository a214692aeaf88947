package dev.otto.scheduler.job;

import static dev.otto.web.Json.millis;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.scheduler.models.ChoiceJson;
import dev.otto.scheduler.models.ModelJson;
import dev.otto.scheduler.schedule.CronExpression;
import dev.otto.scheduler.schedule.Schedule;
import dev.otto.wire.AcknowledgementItem;
import dev.otto.wire.JobAudit.JobAuditItem;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation.ScheduleSummary;
import dev.otto.wire.ResolvedModel;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts jobs to the records of the contract. */
public final class JobJson {
  private static final int TIMES = 5;

  private JobJson() {}

  /** Returns a job as lists show it. */
  public static JobItem item(Job job) {
    Job.End end = job.state().end();
    Job.NextAttempt retry = job.state().retry();
    Schedule schedule = job.schedule();
    Optional<CronExpression> cron =
        schedule instanceof Schedule.Cron it ? Optional.of(it.expression()) : Optional.empty();
    return new JobItem(
        job.id(),
        job.type(),
        schedule.type(),
        job.profileId(),
        job.model().map(ModelRef::toString).orElse(null),
        job.status().key(),
        millis(job.runAt()),
        schedule instanceof Schedule.Cadence cadence ? cadence.minutes() : null,
        millis(job.state().nextRunAt()),
        end == null ? null : end.state().key(),
        end == null ? null : end.reason(),
        job.updatedAt().toEpochMilli(),
        job.managedBy(),
        job.isMutable(),
        schedule.cronText().orElse(null),
        cron.flatMap(CronExpression::quartz).orElse(null),
        cron.flatMap(CronExpression::words).orElse(null),
        schedule.zoneName().orElse(null),
        schedule instanceof Schedule.Unusable unusable ? unusable.problem() : null,
        job.flow().map(Flow::key).orElse(null),
        retry == null ? null : millis(retry.at()),
        retry == null ? null : retry.attempt(),
        retry == null ? null : retry.maxAttempts(),
        retry == null ? null : retry.runId(),
        job.choice().variant().orElse(null),
        ChoiceJson.fallbacks(job.choice()),
        ChoiceJson.policy(job.choice()),
        ChoiceJson.onlyProviders(job.choice()),
        ChoiceJson.onFailure(job.choice()),
        job.runsOn());
  }

  /** Returns a job with all its details. */
  static JobDetail detail(
      Job job,
      ModelResolver resolver,
      boolean failing,
      @Nullable AcknowledgementItem acknowledgement) {
    Job.Lock lock = job.state().lock();
    return new JobDetail(
        item(job),
        job.payload(),
        millis(job.state().lastRunAt()),
        lock == null ? null : lock.token(),
        lock == null ? null : millis(lock.expiresAt()),
        job.createdAt().toEpochMilli(),
        effectiveModel(job, resolver),
        failing,
        acknowledgement);
  }

  /** Returns what a run of the job would use right now; null if it never prompts. */
  static @Nullable ResolvedModel effectiveModel(Job job, ModelResolver resolver) {
    return job.flow()
        .map(_ -> ModelJson.resolved(resolver.explain(job.payer(), job.choice())))
        .orElse(null);
  }

  /** Returns the schedule as stored, in words, and its next times. */
  static ScheduleSummary schedule(Job job, Instant now) {
    Schedule.Cron cron = job.schedule() instanceof Schedule.Cron it ? it : null;
    ZoneId zone = cron == null ? ZoneOffset.UTC : cron.zone();
    List<Instant> times = times(job, now);
    return new ScheduleSummary(
        job.schedule().cronText().orElse(null),
        cron == null ? null : cron.expression().quartz().orElse(null),
        job.schedule().zoneName().orElse(null),
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

  /** Returns an audit entry of a job. */
  static JobAuditItem change(JobAuditEntry entry) {
    return new JobAuditItem(
        Long.toString(entry.id()),
        entry.jobId(),
        entry.action(),
        entry.lane(),
        entry.actor(),
        entry.metadataJson(),
        entry.createdAt().toEpochMilli());
  }
}
