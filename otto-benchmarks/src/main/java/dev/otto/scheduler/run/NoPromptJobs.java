package dev.otto.scheduler.run;

import dev.otto.models.ModelResolver;
import dev.otto.models.quartz.JobModel;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobRepository;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.node.NodeLabels;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.spi.JobFactory;
import org.quartz.spi.TriggerFiredBundle;

/**
 * Runs as Otto makes them, claimed, resolved, recorded and ended, but without the prompt. It is in
 * this package because only a benchmark needs such runs, so that what it uses need not be public.
 */
public final class NoPromptJobs implements JobFactory {
  private final Runnable executed;
  private final Runner runner;

  /**
   * @param executed is told of each run that has begun
   */
  @SuppressWarnings("NullAway") // There is no prompter, because nobody prompts.
  public NoPromptJobs(
      Database database,
      JobTimetable timetable,
      ModelResolver resolver,
      BudgetLedger budgets,
      Runnable executed) {
    this.executed = executed;
    var events = new RunEvents();
    events.add(new RunSpending(budgets));
    var ledger =
        new Ledger(
            database,
            new RunRepository(database),
            new JobRepository(),
            timetable,
            InstantSource.system(),
            new Ledger.Place("benchmark", new NodeLabels(database, Set.of())));
    var prompter = new Prompter(null, null, null, null, null);
    this.runner =
        new Runner(
            ledger,
            new RunningRuns(session -> {}),
            prompter,
            resolver,
            events,
            new SessionEnd(null, null));
  }

  @Override
  public org.quartz.Job newJob(TriggerFiredBundle bundle, Scheduler scheduler) {
    return this::run;
  }

  private void run(JobExecutionContext context) {
    String runId = UUID.randomUUID().toString();
    runner.run(
        Ledger.Due.of(runId, context),
        JobModel.requested(context),
        JobModel.of(context),
        new NoPrompt(executed));
  }

  private record NoPrompt(Runnable executed) implements Runner.Work {
    @Override
    public Plan plan(Run run, Job job) {
      executed.run();
      return new Plan.Over(ReportReader.read("done", false));
    }
  }
}
