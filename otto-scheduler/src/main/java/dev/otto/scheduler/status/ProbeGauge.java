package dev.otto.scheduler.status;

import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.probe.ProbeResult;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.util.List;
import java.util.function.Supplier;

/** The gauge of which models in use answered when they were last asked. */
public record ProbeGauge(Supplier<List<ProbeResult>> findings) {

  /** Registers it with these metrics. */
  public void addTo(Metrics metrics) {
    GaugeWithCallback.builder()
        .name("otto_model_answers")
        .help("1 if a model in use answered its last check, 0 if it did not.")
        .labelNames("model")
        .callback(this::measure)
        .register(metrics.registry());
  }

  /** Leaves the models out if the database cannot be read: the other gauges are still of use. */
  private void measure(GaugeWithCallback.Callback gauge) {
    try {
      findings
          .get()
          .forEach(result -> gauge.call(result.answers() ? 1 : 0, result.model().toString()));
    } catch (DatabaseException e) {
      // The status reports it.
    }
  }
}
