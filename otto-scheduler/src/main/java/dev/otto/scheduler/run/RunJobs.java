package dev.otto.scheduler.run;

import dev.otto.models.quartz.JobModel;
import java.util.Map;
import java.util.function.Supplier;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.spi.JobFactory;
import org.quartz.spi.TriggerFiredBundle;

/**
 * Creates the object that Quartz executes when a trigger fires: the work of a system job if the id
 * is that of one, else a prompt.
 *
 * @param system the system's work by the id of its job
 */
public record RunJobs(
    Runner runner,
    RunningRuns running,
    Instructions instructions,
    Map<String, SystemWork> system,
    Supplier<String> ids)
    implements JobFactory {
  public RunJobs {
    system = Map.copyOf(system);
  }

  /** Performs one firing, with the model that the listener left in its context. */
  void run(String runId, JobExecutionContext fired, Runner.Work work) {
    runner.run(Ledger.Due.of(runId, fired), JobModel.requested(fired), JobModel.of(fired), work);
  }

  @Override
  public Job newJob(TriggerFiredBundle bundle, Scheduler scheduler) throws SchedulerException {
    SystemWork work = system.get(bundle.getJobDetail().getKey().getName());
    return work == null ? new PromptJob(ids.get(), this) : new SystemWorkJob(ids.get(), work, this);
  }
}
