package dev.otto.scheduler.run;

import dev.otto.scheduler.job.Job;
import java.time.Instant;
import java.util.Optional;
import org.quartz.InterruptableJob;
import org.quartz.JobExecutionContext;

/** One firing of a system job. It waits for no prompt: it has threads of its own. */
final class SystemWorkJob implements InterruptableJob, Runner.Work {
  private final String runId;
  private final SystemWork work;
  private final RunJobs parts;

  SystemWorkJob(String runId, SystemWork work, RunJobs parts) {
    this.runId = runId;
    this.work = work;
    this.parts = parts;
  }

  @Override
  public void execute(JobExecutionContext context) {
    parts.run(runId, context, this);
  }

  @Override
  public Plan plan(Run run, Job job) {
    return switch (work.begin(run.id(), run.timing().startedAt())) {
      case SystemWork.Assignment.NothingToAsk done ->
          new Plan.Over(ReportReader.report(done.summary()));
      case SystemWork.Assignment.CannotRun failed ->
          new Plan.Over(new Outcome.Failed(failed.code(), failed.message()));
      case SystemWork.Assignment.AskModel ask ->
          new Plan.Ask(parts.instructions().plain(ask.prompt()), false, ask.deliver());
    };
  }

  @Override
  public Optional<Instant> next(Job job, Instant end) {
    return Optional.of(work.next(end));
  }

  @Override
  public void interrupt() {
    parts.running().abort(runId);
  }
}
