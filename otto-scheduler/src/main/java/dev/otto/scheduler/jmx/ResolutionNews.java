package dev.otto.scheduler.jmx;

import dev.otto.jmx.ModelBeans;
import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.scheduler.run.Outcome;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunListener;

/** Reports resolved models and failed runs to the beans. */
record ResolutionNews(ModelBeans beans) implements RunListener {

  @Override
  public void resolved(Run run, Flow flow, Resolution resolution) {
    beans.resolved(run.jobId(), flow, resolution);
  }

  /** Counts the resolution of a question to the assistant, which is no run. */
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
      case Outcome.Lost(var message, _) -> beans.runFailed(run.jobId(), message);
      case Outcome.Running _, Outcome.Succeeded _, Outcome.Skipped _, Outcome.Held _ -> {}
    }
  }
}
