package dev.otto.scheduler.run;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.Order;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries a job, with a run of its own, after a temporary failure, as often as the operator allows.
 * A recurring job without tries left waits for its usual time.
 */
public final class Retries implements RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  private static final Order AGAIN = Order.by(Actor.scheduler("retry"));

  private final OttoConfig.Retry policy;
  private final JobService jobs;
  private final BiConsumer<Duration, Runnable> later;
  private final Map<String, Integer> failedTries = new ConcurrentHashMap<>();

  public Retries(OttoConfig.Retry policy, JobService jobs, BiConsumer<Duration, Runnable> later) {
    this.policy = policy;
    this.jobs = jobs;
    this.later = later;
  }

  @Override
  public void finished(Run run) {
    boolean mayPass = run.outcome() instanceof Outcome.Failed failed && failed.mayPass();
    int tries = mayPass ? failedTries.merge(run.jobId(), 1, Integer::sum) : policy.attempts();
    if (tries >= policy.attempts()) {
      failedTries.remove(run.jobId());
      return;
    }
    LOG.info(
        "Job {} will be retried in {} s, because its run {} failed for a temporary reason",
        run.jobId(),
        policy.delay().toSeconds(),
        run.id());
    later.accept(policy.delay(), () -> jobs.runNow(run.jobId(), AGAIN));
  }
}
