package dev.otto.scheduler.run;

import dev.otto.models.Resolution;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobRepository;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.job.TerminalState;
import dev.otto.scheduler.node.NodeLabels;
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
  private final Place place;

  /**
   * Creates a ledger of these rows.
   *
   * @param place where its runs are
   */
  public Ledger(
      Database database,
      RunRepository runs,
      JobRepository jobs,
      JobTimetable timetable,
      InstantSource clock,
      Place place) {
    this.database = database;
    this.runs = runs;
    this.jobs = jobs;
    this.timetable = timetable;
    this.clock = clock;
    this.place = place;
  }

  /**
   * The node whose runs these are.
   *
   * @param node the name of this Otto, which its runs keep
   * @param labels by which jobs choose it
   */
  public record Place(String node, NodeLabels labels) {}

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
                // Its row may have become unreadable since its trigger was set, or name other
                // nodes.
                .filter(job -> !job.setAside() && place.labels().allow(job.runsOn()))
                .filter(job -> claim(tx, due, job, now))
                .map(Job::forNextRun)
                .map(job -> opened(tx, due, job, now, resolution.apply(job))));
  }

  private OpenedRun opened(Tx tx, Due due, Job job, Instant now, Resolution resolution) {
    Receipt receipt = job.flow().isPresent() ? Receipt.of(resolution) : Receipt.NONE;
    if (job.state().model().isPresent()) {
      receipt = receipt.ofRunAlone();
    }
    Run.Attempt attempt = attempt(due, job);
    var run =
        new Run(
            due.runId(),
            due.jobId(),
            new Run.Timing(due.at(), now, null),
            attempt,
            new Outcome.Running(),
            receipt.on(place.node()),
            surface(tx, job, attempt));
    runs.insert(tx, run);
    return new OpenedRun(run, job, resolution);
  }

  private static Run.Attempt attempt(Due due, Job job) {
    Job.NextAttempt retry = job.state().retry();
    return retry == null || due.at().equals(job.state().nextRunAt())
        ? Run.Attempt.FIRST
        : Run.Attempt.of(retry);
  }

  /** Returns the surface that a run was asked for through; that of the first one for a retry. */
  private Surface surface(Tx tx, Job job, Run.Attempt attempt) {
    if (attempt.retryOf() != null) {
      return runs.surface(tx, attempt.retryOf()).orElse(Surface.SCHEDULER);
    }
    Job.RunRequest asked = job.state().asked();
    return asked == null ? Surface.SCHEDULER : asked.surface();
  }

  /** Computes when a job is due after a run that ended then. */
  interface Next {
    Optional<Instant> after(Job job, Instant end);
  }

  /** A run with its end, and the plan for its job. */
  record Closed(Run run, JobRepository.Rescheduling plan) {
    /** Reports whether the job will never be due again. */
    boolean jobIsOver() {
      return plan.end() != null;
    }
  }

  /**
   * Ends the run now, and plans the job's next one, which may be a retry; empty if the run had
   * already ended, and that end stays.
   */
  Optional<Closed> close(Run run, RunEnd end, Next next) {
    Instant now = clock.instant();
    return database.write(tx -> close(tx, run, now, end, next));
  }

  /**
   * Ends a run of another node, which may have stored its session until now.
   *
   * @param end the end of the run as it is stored
   */
  Optional<Closed> closeAsStored(String runId, Function<Run, RunEnd> end, Next next) {
    Instant now = clock.instant();
    return database.write(
        tx ->
            RunRepository.find(tx, runId)
                .flatMap(run -> close(tx, run, now, end.apply(run), next)));
  }

  private Optional<Closed> close(Tx tx, Run run, Instant now, RunEnd end, Next next) {
    Run ended = run.end(now, end);
    if (!runs.end(tx, ended)) {
      return Optional.empty();
    }
    Job job = jobs.find(tx, run.jobId()).orElseThrow();
    Optional<Instant> due = next.after(job, ended(job, run, now));
    Optional<Job.NextAttempt> retry =
        Retries.of(job, ended, end.retry())
            .filter(it -> due.isEmpty() || it.at().isBefore(due.get()));
    var plan = plan(job, due, retry, ended);
    jobs.release(tx, ended.jobId(), ended.id(), plan);
    return Optional.of(new Closed(ended, plan));
  }

  private static JobRepository.Rescheduling plan(
      Job job, Optional<Instant> due, Optional<Job.NextAttempt> retry, Run ended) {
    Instant until = ended.outcome() instanceof Outcome.Held held ? held.until() : null;
    if (until != null && due.isEmpty() && retry.isEmpty()) {
      return JobRepository.Rescheduling.held(until);
    }
    boolean over = due.isEmpty() && retry.isEmpty() && !job.setAside();
    return new JobRepository.Rescheduling(
        due.orElse(null),
        retry.orElse(null),
        over ? new Job.End(TerminalState.COMPLETED, reason(ended.outcome())) : null,
        retry.isPresent() ? until : null);
  }

  private static Instant ended(Job job, Run run, Instant now) {
    Instant dueAt = run.timing().scheduledFor();
    return dueAt == null ? now : job.schedule().countedFrom(dueAt, now);
  }

  /** Sets the job's trigger from its row, where it may have one. */
  void runEnded(String jobId, boolean jobIsOver) {
    if (jobIsOver) {
      timetable.over(jobId);
    } else {
      timetable.schedule(jobId);
    }
  }

  private boolean claim(Tx tx, Due due, Job job, Instant now) {
    Optional<Instant> next = job.schedule().next(job.schedule().countedFrom(due.at(), now));
    return jobs.claim(tx, due.jobId(), due.at(), due.runId(), now, next);
  }

  private static @Nullable String reason(Outcome outcome) {
    return outcome.errorCode() == null ? null : "Its run ended with " + outcome.errorCode();
  }
}
