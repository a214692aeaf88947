package dev.otto.scheduler.job;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.JobAuditRepository.JobAction;
import dev.otto.scheduler.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Prepares the table of jobs before the scheduler starts. */
final class JobPreparation {
  private static final Actor START = Actor.scheduler("start");

  private final JobRepository jobs;
  private final JobAuditRepository audit;

  JobPreparation(JobRepository jobs, JobAuditRepository audit) {
    this.jobs = jobs;
    this.audit = audit;
  }

  /**
   * Creates the system jobs that are missing, has the others follow the settings, and lets the
   * one-shots expire that were due before this time.
   */
  void prepare(Tx tx, List<SystemJob> own, Instant dueBefore, Instant now) {
    own.forEach(job -> seedOrFollow(tx, job, now));
    jobs.oneShotsDueBefore(tx, dueBefore)
        .forEach(id -> jobs.find(tx, id).ifPresent(job -> expire(tx, job, now)));
  }

  /** Creates a system job, or gives it the cadence that the settings have by now. */
  private void seedOrFollow(Tx tx, SystemJob own, Instant now) {
    Optional<Job> stored = jobs.find(tx, own.id());
    if (stored.isEmpty()) {
      seed(tx, own, now);
    } else if (!stored.get().schedule().equals(new Schedule.Cadence(own.cadenceMinutes()))) {
      jobs.setCadence(tx, own.id(), own.cadenceMinutes());
      jobs.moveNextRun(tx, own.id(), own.firstRunAt());
    }
  }

  private void seed(Tx tx, SystemJob own, Instant now) {
    Job job = own.asNewJob(now);
    jobs.insert(tx, job);
    audit.insert(tx, START, JobAction.CREATE, null, job);
  }

  private void expire(Tx tx, Job job, Instant now) {
    var end = new Job.End(TerminalState.EXPIRED, "Otto was not running at its time");
    Job expired = job.with(job.state().ended(end), now);
    jobs.update(tx, job, expired);
    audit.insert(tx, START, JobAction.EXPIRE, job, expired);
  }
}
