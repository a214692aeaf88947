package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.Flows;
import dev.otto.models.ModelResolver;
import dev.otto.models.Payer;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.models.log.LogEvent;
import dev.otto.models.quartz.RequestedModel.Stated;
import dev.otto.models.quartz.RequestedModel.Unreadable;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.JobListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the model of each run when it starts and leaves it in the execution context for {@link
 * JobModel}. It keeps no state of a run and never throws: Quartz skips a job whose listener throws,
 * and leaves a job blocked that may not run concurrently. A failure to resolve is a value, too.
 */
public final class ModelResolutionListener implements JobListener {
  private static final Logger LOG = LoggerFactory.getLogger(ModelResolutionListener.class);

  private final ModelResolver resolver;
  private final RequestedModels requests;
  private final Listeners<RunObserver> observers = new Listeners<>("the runs of a scheduler");

  /** A listener that reads job data, and warns of each run that falls back. */
  public ModelResolutionListener(ModelResolver resolver) {
    this(resolver, Flows.OTTOS);
  }

  /** A listener that reads job data of an application with flows of its own. */
  ModelResolutionListener(ModelResolver resolver, Flows flows) {
    this(resolver, RequestedModels.inJobData(flows));
    observers.add(new FallbackWarnings());
  }

  /**
   * A listener for an application that keeps its jobs elsewhere, and warns of fallbacks itself once
   * it knows that a run really begins.
   */
  public ModelResolutionListener(ModelResolver resolver, RequestedModels requests) {
    this.resolver = resolver;
    this.requests = requests;
  }

  @Override
  public String getName() {
    return "otto-models";
  }

  /** Notifies the observer of each run until the subscription is closed. */
  public Subscription onRun(RunObserver observer) {
    return observers.add(observer);
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
          .say("The model of job " + job + " could not be resolved because of an internal error");
      String why = "the model could not be resolved because of an internal error; see the log";
      begin(context, new Unreadable(why), Unresolved.unreadable(why, Instant.EPOCH));
    }
  }

  private void resolve(JobExecutionContext context) {
    RequestedModel requested = requests.of(context);
    Resolution resolution =
        requested instanceof Stated stated
            ? resolver.resolve(payer(context, stated), stated.choice())
            : Unresolved.unreadable(((Unreadable) requested).why(), catalogUpdatedAt());
    begin(context, requested, resolution);
  }

  private static Payer payer(JobExecutionContext context, Stated stated) {
    return Payer.ofJob(stated.flow(), context.getJobDetail().getKey().getName());
  }

  private void begin(JobExecutionContext context, RequestedModel requested, Resolution resolution) {
    JobModel.set(context, requested, resolution);
    Flow flow = requested instanceof Stated stated ? stated.flow() : Flow.SCHEDULED_TASKS;
    observers.tell(observer -> observer.resolved(context, flow, resolution));
  }

  private Instant catalogUpdatedAt() {
    return resolver.resolve(Flow.SCHEDULED_TASKS, Optional.empty()).catalogUpdatedAt();
  }

  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {}

  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {
    if (exception != null) {
      observers.tell(observer -> observer.failed(context, exception));
    }
  }
}
