package dev.otto.controlplane.jobs.detail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.jobs.RunOutcome;
import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.Spent;
import dev.otto.controlplane.page.Times;
import dev.otto.web.Json;
import dev.otto.wire.ModelSource;
import dev.otto.wire.RunItem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The page of a run. */
public record RunView(RunItem run) {
  public RunOutcome outcome() {
    return RunOutcome.of(run.state(), run.errorCode());
  }

  public boolean running() {
    return outcome() == RunOutcome.RUNNING;
  }

  private Optional<ObjectNode> report() {
    return Optional.ofNullable(run.resultJson()).flatMap(Json::object);
  }

  /** Returns the number of the attempt; empty where there is one only. */
  public String attempt() {
    Integer all = run.maxAttempts();
    boolean only = run.retryOf() == null && (all == null || all == 1);
    return only ? "" : Attempts.words(run.attempt(), all);
  }

  /** Returns what the run spent. */
  public Spent spent() {
    return Spent.of(run);
  }

  /** Returns the state of a run in flight, in words. */
  public String progress() {
    long steps =
        run.servedModels().stream()
            .mapToLong(model -> Objects.requireNonNullElse(model.steps(), 0))
            .sum();
    String done = steps == 0 ? "" : " Steps so far: " + Numbers.count(steps) + ".";
    RunItem.ProviderWait waiting = run.waiting();
    return waiting == null
        ? "The model has not answered yet." + done
        : "OpenCode waits for the provider, which refused or failed; it tries again (attempt "
            + waiting.attempt()
            + ") by itself."
            + done;
  }

  /** Returns the model's answer. */
  public String output() {
    return report()
        .map(report -> report.path("summary").asText(""))
        .orElseGet(() -> Objects.requireNonNullElse(run.resultJson(), ""));
  }

  /** Returns the errors that the model reported. */
  public List<String> reportedErrors() {
    return report().stream()
        .flatMap(report -> StreamSupport.stream(report.path("errors").spliterator(), false))
        .map(error -> error.isTextual() ? error.textValue() : error.toString())
        .toList();
  }

  /** Returns the duration of a run; a dash while it runs. */
  public static String took(RunItem run) {
    Long end = run.finishedAt();
    return end == null ? "–" : Times.took(end - run.startedAt());
  }

  /** Reports whether another model answered than the resolved one. */
  public static boolean servedByAnother(RunItem run) {
    return run.servedModelRef() != null && !run.servedModelRef().equals(run.resolvedModelRef());
  }

  /** Reports whether another model was chosen than the requested one. */
  public static boolean fellBack(RunItem run) {
    return ModelSource.of(run.modelSource()).filter(ModelSource::isFallback).isPresent();
  }
}
