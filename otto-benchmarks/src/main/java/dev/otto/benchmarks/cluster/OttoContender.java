package dev.otto.benchmarks.cluster;

import dev.otto.benchmarks.BenchmarkBudgets;
import dev.otto.benchmarks.BenchmarkModels;
import dev.otto.benchmarks.Lap;
import dev.otto.benchmarks.Query;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelResolver;
import dev.otto.models.quartz.ModelResolutionListener;
import dev.otto.scheduler.daemon.ClusterSchedulers;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.PostgresDatabase;
import dev.otto.scheduler.job.ClusterTimetable;
import dev.otto.scheduler.job.RequestedByRow;
import dev.otto.scheduler.run.NoPromptJobs;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** The contender Otto: claims, receipts and ends of runs as Otto has them, without the prompt. */
final class OttoContender implements Contender {
  private static final CatalogSnapshot CATALOG = BenchmarkModels.snapshot(1_000);

  @Override
  public String name() {
    return "Otto";
  }

  /** A node of the cluster. */
  private record Node(
      PostgresDatabase database, Scheduler prompts, Scheduler system, ClusterTimetable timetable) {
    static Node make(String url, int number, int threads, Lap lap) throws SchedulerException {
      String name = "node-" + number;
      PostgresDatabase database = Cluster.database(url, name);
      Scheduler prompts = ClusterSchedulers.make(database, "otto-prompts", name, threads);
      Scheduler system = ClusterSchedulers.make(database, "otto-system", name, 1);
      var timetable = new ClusterTimetable(prompts, system, database);
      var ledger = BenchmarkBudgets.ledger(database, false);
      var resolver = new ModelResolver(() -> CATALOG, FlowDefaults::none, ledger::binding);
      prompts.setJobFactory(new NoPromptJobs(database, timetable, resolver, ledger, lap::execute));
      prompts
          .getListenerManager()
          .addJobListener(new ModelResolutionListener(resolver, new RequestedByRow(database)));
      return new Node(database, prompts, system, timetable);
    }

    void stop() throws SchedulerException {
      prompts.shutdown(true);
      system.shutdown(true);
      database.close();
    }
  }

  @Override
  public double run(String url, int nodes, int threads, int jobs) throws Exception {
    var lap = new Lap(jobs);
    List<Node> all = new ArrayList<>();
    try (Connection outside = DriverManager.getConnection(url, "postgres", "")) {
      for (int i = 0; i < nodes; i++) {
        all.add(Node.make(url, i, threads, lap));
      }
      fill(all.getFirst().database(), jobs);
      int unused = all.getFirst().timetable().reconcile();
      for (Node node : all) {
        node.prompts().start();
      }
      return lap.awaitAll(
              () ->
                  Query.number(
                      outside,
                      """
                      SELECT (SELECT count(*) FROM jobs WHERE terminal_state = 'completed')
                        - (SELECT count(*) FROM qrtz_triggers)
                      """))
          .perSecond();
    } finally {
      for (Node node : all) {
        node.stop();
      }
    }
  }

  private static void fill(Database database, int jobs) {
    long now = System.currentTimeMillis();
    database.write(
        tx -> {
          for (int i = 0; i < jobs; i++) {
            long due = now - jobs + i;
            tx.update(
                """
                INSERT INTO jobs
                  (id, type, schedule_type, run_at, next_run_at, model_ref, created_at, updated_at)
                VALUES (?, 'no-op', 'oneshot', ?, ?, ?, ?, ?)
                """,
                "job " + i,
                due,
                due,
                BenchmarkModels.ref(i % 1_000).toString(),
                due,
                due);
          }
          return jobs;
        });
  }
}
