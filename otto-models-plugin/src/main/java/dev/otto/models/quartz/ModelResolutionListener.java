package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.ModelCatalog.Subscription;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.log.LogEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
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
  private final Function<JobKey, String> jobName;
  private final List<RunObserver> observers = new CopyOnWriteArrayList<>();

  public ModelResolutionListener(ModelResolver resolver) {
    this(resolver, JobKey::toString);
  }

  /**
   * The same with other names for jobs than Quartz's.
   *
   * @param jobName what operators call a job, for the log
   */
  public ModelResolutionListener(ModelResolver resolver, Function<JobKey, String> jobName) {
    this.resolver = resolver;
    this.jobName = jobName;
  }

  @Override
  public String getName() {
    return "otto-models";
  }

  /** Has this observer told of each run from now on, until the subscription is closed. */
  public Subscription onRun(RunObserver observer) {
    observers.add(observer);
    return () -> observers.remove(observer);
  }

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {
    try {
      resolve(context);
    } catch (RuntimeException | LinkageError e) {
      JobKey job = context.getJobDetail().getKey();
      LogEvent.error(LOG, "model_resolution_failed")
          .with("job", job)
          .because(e)
          .say("The model of job " + job + " could not be resolved because of a defect");
      String why = "the model could not be resolved because of a defect; see the log";
      begin(context, Flow.SCHEDULED_TASKS, Unresolved.unreadable(why, Instant.EPOCH));
    }
  }

  private void resolve(JobExecutionContext context) {
    JobWish asked = JobWish.of(context.getMergedJobDataMap());
    if (asked instanceof JobWish.Understood wish) {
      Resolution resolution = resolver.resolve(wish.flow(), wish.modelRef());
      warnOfFallback(context, wish.flow(), resolution);
      begin(context, wish.flow(), resolution);
    } else {
      String why = ((JobWish.Unreadable) asked).why();
      begin(context, Flow.SCHEDULED_TASKS, Unresolved.unreadable(why, catalogUpdatedAt()));
    }
  }

  private void begin(JobExecutionContext context, Flow flow, Resolution resolution) {
    JobModel.set(context, resolution);
    tell(context, observer -> observer.resolved(context, flow, resolution));
  }

  private void tell(JobExecutionContext context, Consumer<RunObserver> news) {
    for (RunObserver observer : observers) {
      try {
        news.accept(observer);
      } catch (RuntimeException | LinkageError e) {
        JobKey job = context.getJobDetail().getKey();
        LogEvent.warn(LOG, "run_observer_failed")
            .with("job", job)
            .because(e)
            .say("The run of " + job + " goes on, but " + observer + " could not be told of it");
      }
    }
  }

  private Instant catalogUpdatedAt() {
    return resolver.resolve(Flow.SCHEDULED_TASKS, Optional.empty()).catalogUpdatedAt();
  }

  private void warnOfFallback(JobExecutionContext context, Flow flow, Resolution resolution) {
    if (resolution instanceof Resolved resolved && resolved.fallback()) {
      String job = jobName.apply(context.getJobDetail().getKey());
      LogEvent.warn(LOG, "model_fallback")
          .with("flow", flow)
          .with("job", job)
          .with("requested", resolved.wanted())
          .with("fallback", resolved.model())
          .with("catalogUpdatedAt", resolved.catalogUpdatedAt())
          .say("Job " + job + " falls back: " + resolved.reason());
    }
  }

  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {}

  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {
    if (exception != null) {
      tell(context, observer -> observer.failed(context, exception));
    }
  }
}
