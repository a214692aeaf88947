package dev.otto.scheduler.run;

import dev.otto.scheduler.run.ScheduleCheck.Symptom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.listeners.JobListenerSupport;

/** The jobs that threw, which is a defect: a run that merely fails does not throw. */
public final class ThrownJobs extends JobListenerSupport {
  private static final Duration SHOWN = Duration.ofDays(1);

  private final InstantSource clock;
  private final Map<String, Thrown> thrown = new ConcurrentHashMap<>();

  public ThrownJobs(InstantSource clock) {
    this.clock = clock;
  }

  private record Thrown(String exception, Instant at) {
    Symptom of(String jobId) {
      return new Symptom(
          "job_threw",
          "job %s ended with an exception, %s, at %s; this is a defect, of which Otto's log says more"
              .formatted(jobId, exception, at));
    }
  }

  @Override
  public String getName() {
    return "thrown-jobs";
  }

  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {
    String id = context.getJobDetail().getKey().getName();
    if (exception == null) {
      thrown.remove(id);
    } else {
      thrown.put(id, new Thrown(rootName(exception), clock.instant()));
    }
  }

  private static String rootName(Throwable exception) {
    Throwable root = exception;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName();
  }

  /** Returns those of the last day that have not run well since. */
  public List<Symptom> symptoms() {
    Instant from = clock.instant().minus(SHOWN);
    thrown.values().removeIf(one -> one.at().isBefore(from));
    return thrown.entrySet().stream().map(one -> one.getValue().of(one.getKey())).toList();
  }
}
