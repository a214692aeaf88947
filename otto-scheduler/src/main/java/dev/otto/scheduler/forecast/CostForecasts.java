package dev.otto.scheduler.forecast;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Price;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.schedule.Schedule;
import dev.otto.wire.CostForecast;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells what a job is likely to cost in a month: the times of its schedule, times the median bill
 * of its latest runs, or else of all operators' jobs. Where its model is another one now, their
 * tokens are priced by the catalog.
 */
public final class CostForecasts {
  /** A cron may fire each second, and who creates such a job must not wait for millions. */
  static final int MOST_COUNTED = 100_000;

  private final PastRunRepository runs;
  private final ModelResolver resolver;
  private final Supplier<CatalogSnapshot> catalog;
  private final InstantSource clock;
  private final ZoneId zone;

  public CostForecasts(
      PastRunRepository runs,
      ModelResolver resolver,
      Supplier<CatalogSnapshot> catalog,
      InstantSource clock,
      ZoneId zone) {
    this.runs = runs;
    this.resolver = resolver;
    this.catalog = catalog;
    this.clock = clock;
    this.zone = zone;
  }

  /** Returns the forecast; empty for a system job and for one that is over. */
  public Optional<CostForecast> of(Job job) {
    if (job.system() || job.over()) {
      return Optional.empty();
    }
    List<PastRun> own = runs.ofJob(job.id());
    List<PastRun> past = own.isEmpty() ? runs.ofScheduledTasks() : own;
    Optional<ModelRef> model = model(job);
    Optional<Price> price = model.flatMap(catalog.get()::find).flatMap(Price::of);
    int times = times(job, typicalLength(past));
    var sample =
        new Sample(
            past,
            Quartiles.of(past.stream().flatMap(run -> run.costUsd(model, price).stream()).toList()),
            !own.isEmpty());
    return Optional.of(new ForecastText(times, sample, model).forecast());
  }

  /** Budgets are left out: they would make the forecast of a dear job a cheap one. */
  private Optional<ModelRef> model(Job job) {
    return resolver.resolve(job.payer().goingOver(), job.choice())
            instanceof Resolution.Resolved resolved
        ? Optional.of(resolved.model())
        : Optional.empty();
  }

  private static Duration typicalLength(List<PastRun> past) {
    return Quartiles.of(past.stream().map(run -> (double) run.length().toMillis()).toList())
        .map(lengths -> Duration.ofMillis(Math.round(lengths.median())))
        .orElse(Duration.ZERO);
  }

  /**
   * Counts the runs of a month as the scheduler plans them: each from the end of the one before, up
   * to a bound.
   */
  private int times(Job job, Duration length) {
    Instant now = clock.instant();
    Instant end = now.atZone(zone).plusMonths(1).toInstant();
    Schedule schedule = job.schedule();
    int times = 0;
    Optional<Instant> due =
        Optional.ofNullable(job.state().nextRunAt()).map(next -> next.isBefore(now) ? now : next);
    while (times < MOST_COUNTED && due.isPresent() && due.get().isBefore(end)) {
      times++;
      Instant at = due.get();
      due = schedule.next(schedule.countedFrom(at, at.plus(length)));
    }
    return times;
  }
}
