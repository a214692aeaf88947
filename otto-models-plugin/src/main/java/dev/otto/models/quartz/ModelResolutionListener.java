package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Unresolved;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the model of each run when it starts and leaves it in the execution context for {@link
 * JobModel}. It holds no state of a run and never throws: Quartz skips a job whose listener does,
 * and leaves one that may not run twice at once blocked. What cannot be resolved is a value too.
 */
public final class ModelResolutionListener implements JobListener {
  private static final Logger LOG = LoggerFactory.getLogger(ModelResolutionListener.class);

  private final ModelResolver resolver;

  public ModelResolutionListener(ModelResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public String getName() {
    return "otto-models";
  }

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {
    try {
      JobModel.set(context, resolve(context));
    } catch (RuntimeException e) {
      LOG.error("event=model_resolution_failed job={}", context.getJobDetail().getKey(), e);
      String why = "the model could not be resolved because of a defect; see the log";
      JobModel.set(context, Unresolved.unreadable(why, Instant.EPOCH));
    }
  }

  private Resolution resolve(JobExecutionContext context) {
    JobWish asked = JobWish.of(context.getMergedJobDataMap());
    if (asked instanceof JobWish.Understood wish) {
      Resolution resolution = resolver.resolve(wish.flow(), wish.modelRef());
      warnOfFallback(context, wish.flow(), resolution);
      return resolution;
    }
    return Unresolved.unreadable(((JobWish.Unreadable) asked).why(), catalogUpdatedAt());
  }

  private Instant catalogUpdatedAt() {
    return resolver.resolve(Flow.SCHEDULED_TASKS, Optional.empty()).catalogUpdatedAt();
  }

  private static void warnOfFallback(
      JobExecutionContext context, Flow flow, Resolution resolution) {
    if (resolution instanceof Resolved resolved && resolved.fallback()) {
      LOG.warn(
          "event=model_fallback flow={} job={} requested={} fallback={} catalogUpdatedAt={}",
          flow,
          context.getJobDetail().getKey(),
          resolved.wanted(),
          resolved.model(),
          resolved.catalogUpdatedAt());
    }
  }

  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {}

  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {}
}
