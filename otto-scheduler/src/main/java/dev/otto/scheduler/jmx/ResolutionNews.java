package dev.otto.scheduler.jmx;

import dev.otto.jmx.ModelBeans;
import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.RunObserver;
import dev.otto.scheduler.run.Outcome;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunListener;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Tells the beans what is resolved when Quartz fires a job, and which runs failed. */
record ResolutionNews(ModelBeans beans) implements RunObserver, RunListener {
  /** A job that never prompts has no flow. */
  @Override
  public void resolved(JobExecutionContext context, Flow flow, Resolution resolution) {
    if (context.getMergedJobDataMap().containsKey(JobModel.FLOW)) {
      beans.resolved(context.getJobDetail().getKey().getName(), flow, resolution);
    }
  }

  /** The run itself is told of, with its code. */
  @Override
  public void failed(JobExecutionContext context, JobExecutionException exception) {}

  /** The assistant's questions are no runs. */
  void asked(Resolution resolution) {
    beans.resolved("assistant", Flow.INTERACTIVE_ASSISTANT, resolution);
  }

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
