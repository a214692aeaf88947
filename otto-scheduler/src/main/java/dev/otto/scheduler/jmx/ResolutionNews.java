package dev.otto.scheduler.jmx;

import dev.otto.jmx.ModelBeans;
import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.models.quartz.JobModel;
import dev.otto.scheduler.run.Outcome;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the beans what is resolved when Quartz fires a job, and which runs failed. */
record ResolutionNews(ModelBeans beans) implements JobListener, RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(ResolutionNews.class);

  @Override
  public String getName() {
    return "otto-jmx";
  }

  /** After the listener that resolves. A job that never prompts has no flow. */
  @Override
  public void jobToBeExecuted(JobExecutionContext context) {
    try {
      String flow = context.getMergedJobDataMap().getString(JobModel.FLOW);
      Optional.ofNullable(flow)
          .flatMap(Flow::parse)
          .ifPresent(it -> beans.resolved(job(context), it, JobModel.of(context)));
    } catch (RuntimeException e) {
      LOG.warn("The run of {} goes on, but JMX does not hear of its model", job(context), e);
    }
  }

  private static String job(JobExecutionContext context) {
    return context.getJobDetail().getKey().getName();
  }

  /** The assistant's questions are no runs. */
  void asked(Resolution resolution) {
    beans.resolved("assistant", Flow.INTERACTIVE_ASSISTANT, resolution);
  }

  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {}

  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {}

  @Override
  public void fellBack(Run run, Flow flow, Resolution.Resolved resolution) {
    beans.resolved(run.jobId(), flow, resolution);
  }

  @Override
  public void finished(Run run) {
    switch (run.outcome()) {
      case Outcome.Failed(var code, var message, _, _) ->
          beans.runFailed(run.jobId(), code + ": " + message);
      case Outcome.Lost(var message) -> beans.runFailed(run.jobId(), message);
      case Outcome.Running(), Outcome.Succeeded _ -> {}
    }
  }
}
