package dev.otto.scheduler.daemon;

import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobCountRepository;
import dev.otto.scheduler.job.JobRepository;
import dev.otto.scheduler.models.ModelUsageRepository;
import dev.otto.scheduler.probe.ProbeResult;
import dev.otto.scheduler.status.Gauges;
import dev.otto.scheduler.status.Metrics;
import dev.otto.scheduler.status.ProbeGauge;
import dev.otto.scheduler.status.RunMetrics;
import java.util.List;
import java.util.function.Supplier;

/** The metrics, and what feeds them. */
record Monitoring(Metrics metrics, RunMetrics prompts) {

  static Monitoring of(Services base, ModelRuntime models) {
    var metrics = new Metrics(Version.number());
    var database = base.database();
    var jobs = new JobRepository();
    var prompts =
        new RunMetrics(
            metrics,
            id -> database.read(tx -> jobs.find(tx, id)).flatMap(Job::flow),
            models.models().resolver(),
            new ModelUsageRepository(database));
    return new Monitoring(metrics, prompts);
  }

  /** Measures from now on which models answered when they were last asked. */
  void measure(Supplier<List<ProbeResult>> findings) {
    new ProbeGauge(findings).addTo(metrics);
  }

  /** Counts and measures what these do from now on. */
  void listenTo(Services base, ModelRuntime models, Engine engine, SystemJobs system) {
    var catalog = models.models().catalog();
    catalog.onChange(metrics::refreshed);
    engine.events.add(prompts);
    system.notifications().onAttempt(metrics::attempted);
    metrics.counts(
        "otto_database_repeated_steps_total",
        "Steps that were run again because another Otto had changed what they had read.",
        base.database()::repeatedSteps);
    new Gauges(
            catalog,
            () -> models.openCode().health().isPresent(),
            engine.running::count,
            new JobCountRepository(base.database()),
            engine.withoutNode,
            models.budgets().ledger()::current)
        .addTo(metrics);
  }
}
