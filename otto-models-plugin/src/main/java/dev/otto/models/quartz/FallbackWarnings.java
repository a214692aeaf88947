package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.log.LogEvent;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns in the log of each run whose wanted model or variant is not available. */
final class FallbackWarnings implements RunObserver {
  private static final Logger LOG = LoggerFactory.getLogger(ModelResolutionListener.class);

  @Override
  public void resolved(JobExecutionContext context, Flow flow, Resolution resolution) {
    // The name of the job is put together only for the few runs that are warned of.
    if (resolution instanceof Resolved resolved) {
      if (resolved.droppedVariant() != null) {
        warnOfVariant(job(context), flow, resolved);
      }
      if (resolved.fallback()) {
        warnOfFallback(job(context), flow, resolved);
      }
    }
  }

  private static String job(JobExecutionContext context) {
    return context.getJobDetail().getKey().toString();
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
