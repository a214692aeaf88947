package dev.otto.scheduler.status;

import dev.otto.models.ModelCatalog;
import dev.otto.models.Spending;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.job.JobCountRepository;
import dev.otto.scheduler.job.JobsWithoutNode;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The gauges, each measured at the moment of a scrape.
 *
 * @param openCode whether OpenCode answers now
 * @param runsInFlight the number of runs in progress in this process
 * @param withoutNode the jobs that are due and that no node may run
 * @param spending the budgets, and what is spent of each
 */
public record Gauges(
    ModelCatalog catalog,
    BooleanSupplier openCode,
    IntSupplier runsInFlight,
    JobCountRepository jobs,
    JobsWithoutNode withoutNode,
    Supplier<Spending> spending) {
  private static final double MILLIS = 1_000;

  /** Registers them with these metrics. */
  public void addTo(Metrics metrics) {
    var registry = metrics.registry();
    gauge(
        registry, "otto_catalog_models", "Models in the catalog.", () -> catalog.snapshot().size());
    gauge(
        registry,
        "otto_catalog_age_seconds",
        "Time since the last successful refresh.",
        () -> catalog.age().toMillis() / MILLIS);
    gauge(
        registry,
        "otto_catalog_stale",
        "1 if the last refresh failed or is overdue.",
        () -> catalog.stale() ? 1 : 0);
    gauge(
        registry,
        "otto_opencode_up",
        "1 if OpenCode answers.",
        () -> openCode.getAsBoolean() ? 1 : 0);
    gauge(registry, "otto_runs_in_flight", "Runs in progress.", runsInFlight::getAsInt);
    GaugeWithCallback.builder()
        .name("otto_jobs")
        .help("Jobs by state.")
        .labelNames("state")
        .callback(this::countJobs)
        .register(registry);
    GaugeWithCallback.builder()
        .name("otto_jobs_without_node")
        .help("Jobs that are due, by the label that no node has which takes prompts.")
        .labelNames("label")
        .callback(this::countWithoutNode)
        .register(registry);
    GaugeWithCallback.builder()
        .name("otto_budget_share")
        .help("The share of each limit of a budget that is spent; 1 is all of it.")
        .labelNames("budget", "limit")
        .callback(this::shares)
        .register(registry);
  }

  private void shares(GaugeWithCallback.Callback gauge) {
    for (Spending.Account account : spending.get().accounts()) {
      for (Spending.Account.Level level : account.levels()) {
        gauge.call(level.share(), account.scope().path(), level.limit().key());
      }
    }
  }

  /** Leaves the jobs out if the database cannot be read: the other gauges are still of use. */
  private void countJobs(GaugeWithCallback.Callback gauge) {
    try {
      jobs.countByState().forEach((state, count) -> gauge.call(count, state));
    } catch (DatabaseException e) {
      // The status reports it.
    }
  }

  /** Leaves them out in the same case. */
  private void countWithoutNode(GaugeWithCallback.Callback gauge) {
    try {
      withoutNode.all().forEach(waiting -> gauge.call((double) waiting.jobs(), waiting.label()));
    } catch (DatabaseException e) {
      // The status reports it.
    }
  }

  private static void gauge(
      PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call(value.getAsDouble()))
        .register(registry);
  }
}
