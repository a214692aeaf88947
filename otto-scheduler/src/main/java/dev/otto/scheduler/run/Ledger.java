package dev.otto.scheduler.run;

import dev.otto.models.Resolution;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobRepository;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.job.TerminalState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;

/**
 * The two transactions of a run, each of which changes the run and its job together: the first
 * claims the fire time, the second sets the next one.
 */
public final class Ledger {
  private final Database database;
  private final RunRepository runs;
  private final JobRepository jobs;
  private final JobTimetable timetable;
  private final InstantSource clock;

  public Ledger(
      Database database,
      RunRepository runs,
      JobRepository jobs,
      JobTimetable timetable,
      InstantSource clock) {
    this.database = database;
    this.runs = runs;
    this.jobs = jobs;
    this.timetable = timetable;
    this.clock = clock;
  }

  /** A job at a fire time, and the id of the run that is to claim it. */
  record Due(String runId, String jobId, Instant at) {
    static Due of(String runId, JobExecutionContext fired) {
      return new Due(
          runId, fired.getJobDetail().getKey().getName(), fired.getScheduledFireTime().toInstant());
    }
  }

  /** A claimed fire time, the job as it was then, and the model that was resolved for it. */
  record OpenedRun(Run run, Job job, Resolution resolution) {}

  /**
   * Claims the fire time and opens the run.
   *
   * @param resolution what to use for the job as its row says now
   * @return empty where the job is no longer due at that time, or not at all
   */
  Optional<OpenedRun> open(Due due, Function<Job, Resolution> resolution) {
    Instant now = clock.instant();
    return database.write(
        tx ->
            jobs.find(tx, due.jobId())
                .filter(job -> claim(tx, due, job, now))
                .map(job -> opened(tx, due, job, now, resolution.apply(job))));
  }

  private OpenedRun opened(Tx tx, Due due, Job job, Instant now, Resolution resolution) {
    Receipt receipt = job.flow().isPresent() ? Receipt.of(resolution) : Receipt.NONE;
    return new OpenedRun(insert(tx, due, now, receipt), job, resolution);
  }

  private Run insert(Tx tx, Due due, Instant now, Receipt receipt) {
    Run run = Run.begin(due.runId(), due.jobId(), due.at(), now, receipt);
    runs.insert(tx, run);
    return run;
  }

  /** Computes when a job is due after a run that ended then. */
  interface Next {
    Optional<Instant> after(Job job, Instant end);
  }

  /** A run with its end, and whether its job will never be due again. */
  record Closed(Run run, boolean jobIsOver) {}

  /** Ends the run now; empty if it had already ended, and that end stays. */
  Optional<Closed> close(Run run, Outcome outcome, Receipt receipt, Next next) {
    Instant now = clock.instant();
    Run ended = run.end(now, outcome, receipt);
    return database.write(
        tx -> {
          if (!runs.end(tx, ended)) {
            return Optional.empty();
          }
          Optional<Job> job = jobs.find(tx, run.jobId());
          Optional<Instant> due = job.flatMap(it -> next.after(it, ended(it, run, now)));
          boolean over = due.isEmpty() && job.filter(Job::setAside).isEmpty();
          release(tx, ended, due, over);
          return Optional.of(new Closed(ended, over));
        });
  }

  private static Instant ended(Job job, Run run, Instant now) {
    Instant dueAt = run.timing().scheduledFor();
    return dueAt == null ? now : job.schedule().countedFrom(dueAt, now);
  }

  /** Sets the job's trigger from its row. */
  void schedule(String jobId) {
    timetable.schedule(jobId);
  }

  private boolean claim(Tx tx, Due due, Job job, Instant now) {
    Optional<Instant> next = job.schedule().next(job.schedule().countedFrom(due.at(), now));
    return jobs.claim(tx, due.jobId(), due.at(), due.runId(), now, next);
  }

  private void release(Tx tx, Run ended, Optional<Instant> next, boolean over) {
    Job.End end = over ? new Job.End(TerminalState.COMPLETED, reason(ended.outcome())) : null;
    jobs.release(tx, ended.jobId(), ended.id(), next.orElse(null), end);
  }

  private static @Nullable String reason(Outcome outcome) {
    return outcome.errorCode() == null ? null : "Its run ended with " + outcome.errorCode();
  }
}
