package dev.otto.benchmarks.durable;

import dev.otto.benchmarks.BenchmarkBudgets;
import dev.otto.benchmarks.BenchmarkModels;
import dev.otto.benchmarks.Lap;
import dev.otto.benchmarks.Query;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelResolver;
import dev.otto.models.quartz.ModelResolutionListener;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.job.MemoryTimetable;
import dev.otto.scheduler.job.RequestedByRow;
import dev.otto.scheduler.node.NodeLabels;
import dev.otto.scheduler.run.NoPromptJobs;
import dev.otto.scheduler.run.PromptJob;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Properties;
import java.util.Set;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/**
 * The contender Otto: one row opens each run with its receipt and its job's next time, and is
 * updated when the run ends.
 */
final class OttoContender implements Contender {
  private static final CatalogSnapshot CATALOG = BenchmarkModels.snapshot(1_000);

  private final int threads;
  private final boolean budgets;

  /**
   * @param budgets whether there are budgets, of which none is spent
   */
  OttoContender(int threads, boolean budgets) {
    this.threads = threads;
    this.budgets = budgets;
  }

  @Override
  public String name() {
    return budgets ? "Otto with budgets" : "Otto";
  }

  @Override
  public Lap run(Path database, int jobs) throws Exception {
    var lap = new Lap(jobs);
    try (Database state = SqliteDatabase.open(database);
        Connection outside = Sqlite.reader(database)) {
      var ledger = BenchmarkBudgets.ledger(state, budgets);
      var resolver = new ModelResolver(() -> CATALOG, FlowDefaults::none, ledger::binding);
      Scheduler scheduler = scheduler();
      try {
        var labels = new NodeLabels(state, Set.of());
        var timetable = new MemoryTimetable(scheduler, state, PromptJob.class, labels);
        scheduler.setJobFactory(new NoPromptJobs(state, timetable, resolver, ledger, lap::execute));
        scheduler
            .getListenerManager()
            .addJobListener(new ModelResolutionListener(resolver, new RequestedByRow(state)));
        fill(state, timetable, jobs);
        scheduler.start();
        return lap.awaitAll(
            () ->
                Query.number(
                    outside, "SELECT count(*) FROM jobs WHERE terminal_state = 'completed'"));
      } finally {
        scheduler.shutdown(true);
      }
    }
  }

  private static void fill(Database state, JobTimetable timetable, int jobs) {
    long now = System.currentTimeMillis();
    state.write(
        tx -> {
          for (int i = 0; i < jobs; i++) {
            insert(tx, i, now - jobs + i);
          }
          return jobs;
        });
    for (int i = 0; i < jobs; i++) {
      timetable.schedule("job " + i);
    }
  }

  private static void insert(Tx tx, int number, long due) {
    tx.update(
        """
        INSERT INTO jobs
          (id, type, schedule_type, run_at, next_run_at, model_ref, created_at, updated_at)
        VALUES (?, 'no-op', 'oneshot', ?, ?, ?, ?, ?)
        """,
        "job " + number,
        due,
        due,
        BenchmarkModels.ref(number % 1_000).toString(),
        due,
        due);
  }

  /** Creates a scheduler as the daemon does. */
  private Scheduler scheduler() throws SchedulerException {
    var settings = new Properties();
    settings.setProperty(StdSchedulerFactory.PROP_SCHED_INSTANCE_NAME, "durable");
    settings.setProperty("org.quartz.threadPool.threadCount", String.valueOf(threads));
    settings.setProperty(StdSchedulerFactory.PROP_SCHED_MAX_BATCH_SIZE, String.valueOf(threads));
    return new StdSchedulerFactory(settings).getScheduler();
  }
}
