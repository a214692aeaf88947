package dev.otto.scheduler.run;

import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.job.Job;
import java.time.Instant;
import java.util.Optional;

/**
 * The rule by which a run is retried: if its failure may pass, as often as its job allows; if Otto
 * ended before anything was prompted, at once; and if a budget held a retry, when that begins anew.
 * The retry is stored with the end of the run. Otto's own jobs are not retried: they run again at
 * their own times.
 */
final class Retries {
  private Retries() {}

  /** Returns the retry of a run that has ended; empty if it is not retried. */
  static Optional<Job.NextAttempt> of(Job job, Run run, OttoConfig.Retry policy) {
    Instant end = run.timing().finishedAt();
    return end == null || job.state().paused() || job.setAside() || job.system()
        ? Optional.empty()
        : of(run, policy, end);
  }

  private static Optional<Job.NextAttempt> of(Run run, OttoConfig.Retry policy, Instant end) {
    int attempt = run.attempt().number();
    return switch (run.outcome()) {
      case Outcome.Failed failed when failed.mayPass() && attempt < policy.attempts() ->
          Optional.of(
              new Job.NextAttempt(
                  end.plus(policy.delayBefore(attempt + 1)),
                  run.id(),
                  attempt + 1,
                  policy.attempts()));
      // Nothing was attempted, so it does not count.
      case Outcome.Lost lost when lost.mayPass() && run.receipt().sessionId() == null ->
          Optional.of(new Job.NextAttempt(end, run.id(), attempt, run.attempt().max()));
      // It was not attempted either; what is not a retry waits for its next time.
      case Outcome.Held(_, Instant until) when until != null && run.attempt().retryOf() != null ->
          Optional.of(
              new Job.NextAttempt(until, run.attempt().retryOf(), attempt, run.attempt().max()));
      case Outcome.Running _,
          Outcome.Held _,
          Outcome.Succeeded _,
          Outcome.Skipped _,
          Outcome.Failed _,
          Outcome.Lost _ ->
          Optional.empty();
    };
  }
}
