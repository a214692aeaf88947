package dev.otto.models.springboot;

import dev.otto.models.Flow;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.quartz.OttoModels;
import dev.otto.models.quartz.RunObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/** The metrics of the models of all schedulers, with the tag {@code scheduler}. */
final class ModelMetrics implements MeterBinder {
  private static final Logger LOG = LoggerFactory.getLogger(ModelMetrics.class);

  /** Jobs may name anything: what nobody reads to its end must not fill the memory. */
  private static final int MAX_MODELS = 1_000;

  private static final String OTHERS = "(others)";

  private final ObjectProvider<Scheduler> schedulers;

  ModelMetrics(ObjectProvider<Scheduler> schedulers) {
    this.schedulers = schedulers;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Scheduler scheduler : schedulers.orderedStream().toList()) {
      try {
        Tags tags = Tags.of("scheduler", scheduler.getSchedulerName());
        OttoModels.of(scheduler).ifPresent(models -> bind(models, registry, tags));
      } catch (SchedulerException e) {
        LOG.warn("The models of a scheduler have no metrics: {}", e.getMessage(), e);
      }
    }
  }

  private static void bind(OttoModels models, MeterRegistry registry, Tags tags) {
    ModelCatalog catalog = models.catalog();
    Gauge.builder("otto.catalog.models", catalog, it -> it.snapshot().size())
        .description("Models in the catalog.")
        .tags(tags)
        .register(registry);
    TimeGauge.builder("otto.catalog.age", catalog, TimeUnit.SECONDS, ModelMetrics::age)
        .description("Time since the last successful refresh.")
        .tags(tags)
        .register(registry);
    Gauge.builder("otto.catalog.stale", catalog, it -> it.stale() ? 1 : 0)
        .description("1 if the last refresh failed or is overdue.")
        .tags(tags)
        .register(registry);
    var unused = models.runs().onRun(new Runs(registry, tags));
  }

  private static double age(ModelCatalog catalog) {
    return catalog.snapshot().isMissing() ? Double.NaN : catalog.age().toMillis() / 1_000.0;
  }

  /** Counts the runs of one scheduler. */
  private record Runs(MeterRegistry registry, Tags tags, Set<String> missed)
      implements RunObserver {

    Runs(MeterRegistry registry, Tags tags) {
      this(registry, tags, ConcurrentHashMap.newKeySet());
    }

    @Override
    public void resolved(JobExecutionContext context, Flow flow, Resolution resolution) {
      String source = resolution instanceof Resolved resolved ? resolved.source().key() : "none";
      registry.counter("otto.resolutions", tags.and("source", source)).increment();
      if (resolution instanceof Resolved resolved && resolved.fallback()) {
        String requested = resolved.requested().map(ModelRef::toString).orElse("none");
        registry.counter("otto.fallbacks", tags.and("requested", label(requested))).increment();
      }
    }

    private String label(String model) {
      boolean known = missed.contains(model) || (missed.size() < MAX_MODELS && missed.add(model));
      return known ? model : OTHERS;
    }

    @Override
    public void failed(JobExecutionContext context, JobExecutionException exception) {}
  }
}
