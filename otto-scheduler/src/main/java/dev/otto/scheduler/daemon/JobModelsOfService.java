package dev.otto.scheduler.daemon;

import dev.otto.models.Flow;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.models.Models;
import java.util.Optional;

/** Tells the models what the stored jobs say about them. */
record JobModelsOfService(JobService jobs) implements Models.JobModels {

  @Override
  public Optional<Models.JobChoice> find(String jobId) {
    return jobs.find(jobId)
        .map(job -> new Models.JobChoice(job.flow().map(_ -> job.payer()), job.choice()));
  }

  @Override
  public boolean usesTools(String jobId) {
    return jobs.find(jobId).filter(jobs::usesTools).isPresent();
  }

  /** Heartbeat and watchdog send their prompts without tools, whatever the agent has. */
  @Override
  public boolean usesTools(Flow flow) {
    return flow.equals(Flow.INTERACTIVE_ASSISTANT)
        || (flow.equals(Flow.SCHEDULED_TASKS) && jobs.defaultAgentUsesTools());
  }
}
