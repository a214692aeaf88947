package dev.otto.scheduler.status;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult;
import dev.otto.models.Resolution;
import dev.otto.scheduler.run.Receipt;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/** Counts everything in the metrics; listens to runs, to the catalog and to the API. */
public final class Metrics implements RunListener {
  private static final double MILLIS = 1_000;

  private final Counters resolutions = new Counters();
  private final Counters fallbacks = new Counters();
  private final Counters runs = new Counters();
  private final Counters promptSeconds = new Counters();
  private final Counters prompts = new Counters();
  private final Counters tokens = new Counters();
  private final Counters cost = new Counters();
  private final Counters refreshes = new Counters();
  private final Counters requests = new Counters();
  private final Map<Answered, DoubleAdder> answers = new ConcurrentHashMap<>();

  @Override
  public void started(Run run) {
    count(run.receipt().choice());
  }

  @Override
  public void fellBack(Run run, Flow flow, Resolution.Resolved resolution) {
    count(run.receipt().choice());
  }

  private void count(Receipt.Choice choice) {
    resolutions.add(1, "source", choice.source() == null ? "none" : choice.source());
    if (choice.fallbackReason() != null) {
      fallbacks.add(1, "requested", text(choice.requested()));
    }
  }

  @Override
  public void finished(Run run) {
    String model = text(run.receipt().choice().resolved());
    runs.add(1, "state", run.outcome().state(), "model", model);
    Instant end = run.timing().finishedAt();
    if (end != null) {
      Duration took = Duration.between(run.timing().startedAt(), end);
      promptSeconds.add(took.toMillis() / MILLIS, "model", model);
      prompts.add(1, "model", model);
    }
    countUse(model, run.receipt().usage());
  }

  private void countUse(String model, Receipt.Usage usage) {
    if (usage.inputTokens() != null) {
      tokens.add(usage.inputTokens(), "direction", "input", "model", model);
    }
    if (usage.outputTokens() != null) {
      tokens.add(usage.outputTokens(), "direction", "output", "model", model);
    }
    if (usage.costUsd() != null) {
      cost.add(usage.costUsd(), "model", model);
    }
  }

  /** Counts a refresh of the catalog. */
  public void refreshed(RefreshResult result) {
    refreshes.add(
        1,
        "result",
        switch (result) {
          case RefreshResult.Refreshed it -> "refreshed";
          case RefreshResult.Kept it -> "kept";
        });
  }

  /** Counts a response of the API; the path is a template, to limit the number of time series. */
  public void answered(String method, String path, int status) {
    answers.computeIfAbsent(new Answered(method, path, status), this::requestsOf).add(1);
  }

  private DoubleAdder requestsOf(Answered it) {
    return requests.of(
        "method", it.method(), "path", it.path(), "status", Integer.toString(it.status()));
  }

  private record Answered(String method, String path, int status) {}

  /** Returns all metrics in Prometheus' text format. */
  public String text(CatalogSnapshot catalog, Instant now) {
    var text = new StringBuilder();
    counter(text, "otto_resolutions_total", "Resolutions of runs by source.", resolutions);
    counter(text, "otto_fallbacks_total", "Runs that fell back to the global default.", fallbacks);
    counter(text, "otto_runs_total", "Runs that ended.", runs);
    counter(text, "otto_run_seconds_sum", "The duration of runs.", promptSeconds);
    counter(text, "otto_run_seconds_count", "Runs with a measured duration.", prompts);
    counter(text, "otto_tokens_total", "Tokens counted by providers.", tokens);
    counter(text, "otto_cost_usd_total", "The cost of runs in US dollars.", cost);
    counter(text, "otto_catalog_refreshes_total", "Refreshes of the catalog.", refreshes);
    counter(text, "otto_http_requests_total", "Answered requests.", requests);
    gauge(text, "otto_catalog_models", "Models in the catalog.", catalog.size());
    gauge(
        text,
        "otto_catalog_age_seconds",
        "Time since the last successful refresh.",
        Duration.between(catalog.updatedAt(), now).toMillis() / MILLIS);
    return text.toString();
  }

  private static void counter(StringBuilder text, String name, String help, Counters counters) {
    head(text, name, help, "counter");
    for (Map.Entry<String, Double> sum : counters.snapshot().entrySet()) {
      line(text, name + sum.getKey(), sum.getValue());
    }
  }

  private static void gauge(StringBuilder text, String name, String help, double value) {
    head(text, name, help, "gauge");
    line(text, name, value);
  }

  private static void head(StringBuilder text, String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String name, double value) {
    String number =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%.0f", value)
            : Double.toString(value);
    text.append(name).append(' ').append(number).append('\n');
  }

  private static String text(@Nullable ModelRef ref) {
    return ref == null ? "none" : ref.toString();
  }
}
