package dev.otto.scheduler.status;

import dev.otto.models.RefreshResult;
import dev.otto.scheduler.notify.Notifications;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * Everything that a scraper reads: counts of the catalog, the API and the webhook, and whatever
 * {@link RunMetrics} and {@link Gauges} add. A series with predictable labels exists at 0 from the
 * start, because a rate needs a value to begin from.
 */
public final class Metrics {
  private static final PrometheusTextFormatWriter TEXT = PrometheusTextFormatWriter.create();

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<Runnable> beforeScrape = new CopyOnWriteArrayList<>();
  private final Map<AnsweredRequest, CounterDataPoint> answers = new ConcurrentHashMap<>();
  private final Counter refreshes =
      Counter.builder()
          .name("otto_catalog_refreshes_total")
          .help("Refreshes of the catalog; a failed one (kept) leaves the old one in place.")
          .labelNames("result")
          .register(registry);
  private final Counter requests =
      Counter.builder()
          .name("otto_http_requests_total")
          .help("Answered requests to the external API.")
          .labelNames("method", "path", "status")
          .register(registry);
  private final Counter webhook =
      Counter.builder()
          .name("otto_webhook_attempts_total")
          .help("Attempts to deliver a notification to the webhook; failed ones are not repeated.")
          .labelNames("result")
          .register(registry);

  /**
   * Registers the counters at 0, the version and the metrics of the JVM.
   *
   * @param version of Otto
   */
  public Metrics(String version) {
    Info.builder()
        .name("otto_build_info")
        .help("The version of Otto and of its Java.")
        .labelNames("version", "java")
        .register(registry)
        .setLabelValues(version, Runtime.version().toString());
    JvmMetrics.builder().register(registry);
    refreshes.initLabelValues("refreshed");
    refreshes.initLabelValues("kept");
    for (var attempt : Notifications.DeliveryAttempt.values()) {
      webhook.initLabelValues(attempt.key());
    }
  }

  PrometheusRegistry registry() {
    return registry;
  }

  /** Runs the task each time before the values are read. */
  void beforeScrape(Runnable task) {
    beforeScrape.add(task);
  }

  /** Adds the count of something that is counted elsewhere. */
  public void counts(String name, String help, LongSupplier count) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(counter -> counter.call((double) count.getAsLong()))
        .register(registry);
  }

  /** Counts a refresh of the catalog. */
  public void refreshed(RefreshResult result) {
    refreshes
        .labelValues(
            switch (result) {
              case RefreshResult.Refreshed _ -> "refreshed";
              case RefreshResult.Kept _ -> "kept";
            })
        .inc();
  }

  /** Counts an attempt to reach the webhook. */
  public void attempted(Notifications.DeliveryAttempt attempt) {
    webhook.labelValues(attempt.key()).inc();
  }

  /** Counts an answer of the API; the path is a template, so that there are few. */
  public void answered(String method, String path, int status) {
    answers.computeIfAbsent(new AnsweredRequest(method, path, status), this::requestsOf).inc();
  }

  private CounterDataPoint requestsOf(AnsweredRequest it) {
    return requests.labelValues(it.method(), it.path(), Integer.toString(it.status()));
  }

  private record AnsweredRequest(String method, String path, int status) {}

  /** Returns all metrics in Prometheus' text format. */
  byte[] text() {
    beforeScrape.forEach(Runnable::run);
    var out = new ByteArrayOutputStream();
    try {
      TEXT.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static String contentType() {
    return TEXT.getContentType();
  }
}
