package dev.otto.scheduler.status;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Bill;
import dev.otto.scheduler.assistant.AssistantAnswer;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.models.ModelUsageRepository;
import dev.otto.scheduler.run.Receipt;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts prompts, those of runs and those of the assistant. */
public final class RunMetrics implements RunListener {
  private static final double MILLIS = 1_000;
  private static final String NONE = "none";
  private static final String NOT_SENT = "not_sent";
  private static final String UNANSWERED = "unanswered";
  private static final String ANSWERED = "answered";
  private static final List<String> STATES = List.of("succeeded", "skipped", "failed", "lost");

  private final Function<String, Optional<Flow>> flowOf;
  private final ModelResolver resolver;
  private final ModelUsageRepository usage;
  private final Counter resolutions;
  private final Counter fallbacks;
  private final Counter runs;
  private final Counter endedElsewhere;
  private final Histogram runSeconds;
  private final Histogram startDelay;
  private final Counter tokens;
  private final Counter cost;
  private final Counter incomplete;
  private final Counter questions;

  /**
   * Registers its counters.
   *
   * @param flowOf looks up the flow of the job with this id; empty if it never prompts
   * @param usage the models that jobs name
   */
  public RunMetrics(
      Metrics metrics,
      Function<String, Optional<Flow>> flowOf,
      ModelResolver resolver,
      ModelUsageRepository usage) {
    this.flowOf = flowOf;
    this.resolver = resolver;
    this.usage = usage;
    var registry = metrics.registry();
    resolutions =
        counter(registry, "otto_resolutions_total", "Resolutions of a model by source.", "source");
    fallbacks =
        counter(
            registry,
            "otto_fallbacks_total",
            "Runs and questions that fell back to the global default, by requested model.",
            "requested");
    runs = counter(registry, "otto_runs_total", "Runs that ended.", "state", "model", "flow");
    endedElsewhere =
        counter(
            registry,
            "otto_runs_ended_elsewhere_total",
            "Runs of this Otto that another had ended as lost, by what became of the prompt.",
            "prompt");
    tokens =
        counter(
            registry,
            "otto_tokens_total",
            "Tokens counted by providers; the least where otto_usage_incomplete_total grows.",
            "direction",
            "model",
            "flow");
    cost =
        counter(
            registry, "otto_cost_usd_total", "The cost of prompts in US dollars.", "model", "flow");
    incomplete =
        counter(
            registry,
            "otto_usage_incomplete_total",
            "Runs and questions whose tokens and cost are the least that was spent.",
            "flow");
    questions =
        counter(
            registry,
            "otto_assistant_questions_total",
            "Questions to the assistant by result.",
            "result");
    runSeconds =
        Histogram.builder()
            .name("otto_run_seconds")
            .help("The duration of runs.")
            .labelNames("model", "flow")
            .classicOnly()
            .classicUpperBounds(0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800)
            .register(registry);
    startDelay =
        Histogram.builder()
            .name("otto_run_start_delay_seconds")
            .help("The delay of runs from their scheduled time to their start.")
            .classicOnly()
            .classicUpperBounds(0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)
            .register(registry);
    beginAtZero();
    metrics.beforeScrape(this::foresee);
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  private void beginAtZero() {
    for (var source : Resolution.Source.values()) {
      resolutions.initLabelValues(source.key());
    }
    resolutions.initLabelValues(NONE);
    List.of(NOT_SENT, UNANSWERED, ANSWERED).forEach(endedElsewhere::initLabelValues);
    List.of("answered", "failed", "no_model").forEach(questions::initLabelValues);
    Arrays.stream(Flow.values()).map(Flow::key).forEach(incomplete::initLabelValues);
    Arrays.stream(Flow.values())
        .filter(RunMetrics::hasRuns)
        .forEach(flow -> runs.initLabelValues("failed", NONE, flow.key()));
  }

  /** Creates, at 0, the series that the next prompts will add to. */
  private void foresee() {
    for (Flow flow : Flow.values()) {
      foresee(flow, resolver.resolve(flow, Optional.empty()));
    }
    try {
      // Only jobs of operators name a model, and all of those are of this flow.
      for (var job : usage.jobs()) {
        Flow flow = Flow.SCHEDULED_TASKS;
        foresee(flow, resolver.resolve(flow, job.choice()));
      }
    } catch (DatabaseException e) {
      // The other metrics are still of use; the status reports the database.
    }
  }

  private void foresee(Flow flow, Resolution resolution) {
    resolution.requested().ifPresent(wanted -> fallbacks.initLabelValues(wanted.toString()));
    if (resolution instanceof Resolution.Resolved resolved) {
      String model = resolved.model().toString();
      tokens.initLabelValues("input", model, flow.key());
      tokens.initLabelValues("output", model, flow.key());
      cost.initLabelValues(model, flow.key());
      if (hasRuns(flow)) {
        STATES.forEach(state -> runs.initLabelValues(state, model, flow.key()));
        runSeconds.initLabelValues(model, flow.key());
      }
    }
  }

  /** Reports whether the flow has runs; a question to the assistant is none. */
  private static boolean hasRuns(Flow flow) {
    return !flow.equals(Flow.INTERACTIVE_ASSISTANT);
  }

  @Override
  public void started(Run run) {
    Instant due = run.timing().scheduledFor();
    if (due != null) {
      double seconds = seconds(Duration.between(due, run.timing().startedAt()));
      startDelay.observe(Math.max(0, seconds));
    }
  }

  @Override
  public void resolved(Run run, Flow flow, Resolution resolution) {
    resolved(resolution);
  }

  @Override
  public void fellBack(Run run, Flow flow, Resolution.Resolved resolution) {
    resolved(resolution);
  }

  /** Counts the resolution of a question to the assistant. */
  public void resolved(Resolution resolution) {
    switch (resolution) {
      case Resolution.Unresolved _ -> resolutions.labelValues(NONE).inc();
      case Resolution.Resolved resolved -> {
        resolutions.labelValues(resolved.source().key()).inc();
        if (resolved.fallback()) {
          fallbacks.labelValues(text(resolved.requested().orElse(null))).inc();
        }
      }
    }
  }

  @Override
  public void finished(Run run) {
    String model = text(run.receipt().choice().resolved());
    String flow = flowOf.apply(run.jobId()).map(Flow::key).orElse(NONE);
    runs.labelValues(run.outcome().state(), model, flow).inc();
    Instant end = run.timing().finishedAt();
    if (end != null) {
      Duration took = Duration.between(run.timing().startedAt(), end);
      runSeconds.labelValues(model, flow).observe(Math.max(0, seconds(took)));
    }
    count(run.receipt().bill(), flow);
  }

  @Override
  public void endedElsewhere(Run run) {
    Receipt receipt = run.receipt();
    String unserved = receipt.sessionId() == null ? NOT_SENT : UNANSWERED;
    endedElsewhere.labelValues(receipt.served() == null ? unserved : ANSWERED).inc();
  }

  /** Counts the answer to a question to the assistant. */
  public void answered(AssistantAnswer answer) {
    switch (answer) {
      case AssistantAnswer.Answer _ -> questions.labelValues("answered").inc();
      case AssistantAnswer.NoAnswer _ -> questions.labelValues("failed").inc();
      case AssistantAnswer.NoModel _ -> questions.labelValues("no_model").inc();
    }
  }

  /** Counts what a prompt for a question to the assistant took, answered or not. */
  public void prompted(Bill bill) {
    count(bill, Flow.INTERACTIVE_ASSISTANT.key());
  }

  /** Counts what each model did, also where it was not the resolved one. */
  private void count(Bill bill, String flow) {
    if (!bill.complete()) {
      incomplete.labelValues(flow).inc();
    }
    for (Bill.ModelUsage usage : bill.models()) {
      String model = usage.model().toString();
      tokens.labelValues("input", model, flow).inc(usage.tokens().in());
      tokens.labelValues("output", model, flow).inc(usage.tokens().out());
      if (usage.costUsd() != null) {
        cost.labelValues(model, flow).inc(usage.costUsd());
      }
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS;
  }

  private static String text(@Nullable ModelRef ref) {
    return ref == null ? NONE : ref.toString();
  }
}
