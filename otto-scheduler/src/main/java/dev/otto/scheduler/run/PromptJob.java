package dev.otto.scheduler.run;

import dev.otto.scheduler.job.Job;
import org.quartz.InterruptableJob;
import org.quartz.JobExecutionContext;

/** One firing of an operator's job: prompts with the instruction of its payload and profile. */
public final class PromptJob implements InterruptableJob, Runner.Work {
  private final String runId;
  private final RunJobs parts;

  PromptJob(String runId, RunJobs parts) {
    this.runId = runId;
    this.parts = parts;
  }

  @Override
  public void execute(JobExecutionContext context) {
    parts.run(runId, context, this);
  }

  @Override
  public Plan plan(Run run, Job job) {
    return parts
        .instructions()
        .plan(new Instructions.Task(job.id(), job.type(), job.payload()), job.profileId());
  }

  @Override
  public void interrupt() {
    parts.running().abort(runId);
  }
}
