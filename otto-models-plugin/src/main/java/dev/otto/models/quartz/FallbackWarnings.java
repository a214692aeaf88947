package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.log.LogEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns in the log when a job begins to get another model than it wants, or to miss its variant;
 * again only after it got what it wants, or when something else takes its place.
 */
final class FallbackWarnings implements RunObserver {
  private static final Logger LOG = LoggerFactory.getLogger(ModelResolutionListener.class);

  /** Jobs that are remembered; with more than these, one may be warned of again. */
  private static final int MAX_JOBS = 10_000;

  private final Map<JobKey, Shortfall> warned = new ConcurrentHashMap<>();

  /** The lack of a run; equal for runs that need no second warning. */
  private record Shortfall(String wanted, String used, @Nullable String droppedVariant) {
    static @Nullable Shortfall of(Resolution resolution) {
      if (resolution instanceof Resolved resolved
          && (resolved.fallback() || resolved.droppedVariant() != null)) {
        String wanted = String.valueOf(resolved.wanted());
        return new Shortfall(wanted, resolved.model().toString(), resolved.droppedVariant());
      }
      return null;
    }
  }

  @Override
  public void resolved(JobExecutionContext context, Flow flow, Resolution resolution) {
    Shortfall shortfall = Shortfall.of(resolution);
    if (shortfall == null) {
      // Most runs: nothing is looked up for them while every job has what it wants.
      if (!warned.isEmpty()) {
        warned.remove(context.getJobDetail().getKey());
      }
      return;
    }
    JobKey job = context.getJobDetail().getKey();
    if (warned.size() >= MAX_JOBS) {
      warned.clear();
    }
    if (!shortfall.equals(warned.put(job, shortfall))) {
      warn(job.toString(), flow, (Resolved) resolution);
    }
  }

  private static void warn(String job, Flow flow, Resolved resolved) {
    if (resolved.droppedVariant() != null) {
      warnOfVariant(job, flow, resolved);
    }
    if (resolved.fallback()) {
      warnOfFallback(job, flow, resolved);
    }
  }

  private static void warnOfVariant(String job, Flow flow, Resolved resolved) {
    LogEvent.warn(LOG, "model_variant_dropped")
        .with("flow", flow)
        .with("job", job)
        .with("model", resolved.model())
        .with("variant", resolved.droppedVariant())
        .say("Job " + job + " asks " + resolved.model() + " without a variant, as it has no such");
  }

  private static void warnOfFallback(String job, Flow flow, Resolved resolved) {
    LogEvent.warn(LOG, "model_fallback")
        .with("flow", flow)
        .with("job", job)
        .with("requested", resolved.wanted())
        .with("fallback", resolved.model())
        .with("catalogUpdatedAt", resolved.catalogUpdatedAt())
        .say("Job " + job + " falls back: " + resolved.reason());
  }

  @Override
  public void failed(JobExecutionContext context, JobExecutionException exception) {}
}
