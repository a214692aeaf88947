package dev.otto.controlplane.jobs.detail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.jobs.RunOutcome;
import dev.otto.controlplane.markdown.Markdown;
import dev.otto.controlplane.models.Picker;
import dev.otto.controlplane.page.HarmlessText;
import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.Spent;
import dev.otto.controlplane.page.Times;
import dev.otto.web.Json;
import dev.otto.wire.ModelSource;
import dev.otto.wire.RunAnswer;
import dev.otto.wire.RunItem;
import gg.jte.Content;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The page of a run.
 *
 * @param asWritten whether the answer is shown as the model wrote it, and not what it means
 * @param repeatable whether an operator may start its job
 * @param transcript empty where none is kept
 */
public record RunView(
    RunAnswer answer, boolean asWritten, boolean repeatable, Optional<TranscriptView> transcript) {
  /** The number of characters of a prompt that the page shows. */
  private static final int MAX_PROMPT = 20_000;

  /** The number of characters of an answer that the page shows. */
  static final int MAX_ANSWER = 128 * 1024;

  public RunItem run() {
    return answer.run();
  }

  public RunOutcome outcome() {
    return RunOutcome.of(run().state(), run().errorCode());
  }

  public boolean running() {
    return outcome() == RunOutcome.RUNNING;
  }

  private static Optional<ObjectNode> report(RunItem run) {
    return Optional.ofNullable(run.resultJson()).flatMap(Json::object);
  }

  /** Returns the number of the attempt; empty where there is one only. */
  public String attempt() {
    Integer all = run().maxAttempts();
    boolean only = run().retryOf() == null && (all == null || all == 1);
    return only ? "" : Attempts.words(run().attempt(), all);
  }

  /** Returns what the run spent. */
  public Spent spent() {
    return Spent.of(run());
  }

  /** Returns the state of a run in flight, in words. */
  public String progress() {
    long steps =
        run().servedModels().stream()
            .mapToLong(model -> Objects.requireNonNullElse(model.steps(), 0))
            .sum();
    String done = steps == 0 ? "" : " Steps so far: " + Numbers.count(steps) + ".";
    RunItem.ProviderWait waiting = run().waiting();
    return waiting == null
        ? "The model has not answered yet." + done
        : "OpenCode waits for the provider, which refused or failed; it tries again (attempt "
            + waiting.attempt()
            + ") by itself."
            + done;
  }

  /** Returns the field for the model of another run, which begins with that of this one. */
  public Picker model() {
    return Picker.of("modelRef", "With")
        .withValue(run().resolvedModelRef())
        .withInherited("what the job uses now")
        .withHint("For that run alone; the job stays as it is.");
  }

  /** Returns the beginning of the prompt, as it can be shown. */
  public String prompt() {
    String prompt = Objects.requireNonNullElse(answer.prompt(), "");
    return HarmlessText.of(HarmlessText.beginning(prompt, MAX_PROMPT));
  }

  /** Reports whether the prompt is longer than what is shown. */
  public boolean promptGoesOn() {
    return answer.prompt() != null && answer.prompt().length() > MAX_PROMPT;
  }

  /** Returns why there is no prompt. */
  public String noPrompt() {
    return run().sessionId() == null && run().servedModelRef() == null
        ? "None was sent."
        : "Not kept: this run is from before Otto kept the prompts of runs.";
  }

  /** Returns the answer as the model wrote it, or its beginning. */
  public String written() {
    return HarmlessText.of(HarmlessText.beginning(output(run()), MAX_ANSWER));
  }

  /** Returns the answer as the model meant it, or its beginning. */
  public Content formatted() {
    return Markdown.of(HarmlessText.beginning(output(run()), MAX_ANSWER));
  }

  /** Reports whether the answer is JSON, which is no Markdown. */
  public boolean isJson() {
    String text = output(run()).strip();
    return text.startsWith("{") && Json.object(text).isPresent();
  }

  /** Reports whether the answer is longer than what is shown. */
  public boolean answerGoesOn() {
    return output(run()).length() > MAX_ANSWER;
  }

  /** Returns the answer of a run; of one in a list, its beginning. */
  public static String output(RunItem run) {
    return report(run)
        .map(report -> report.path("summary").asText(""))
        .orElseGet(() -> Objects.requireNonNullElse(run.resultJson(), ""));
  }

  /** Returns the errors that the model reported. */
  public List<String> reportedErrors() {
    return report(run()).stream()
        .flatMap(report -> StreamSupport.stream(report.path("errors").spliterator(), false))
        .map(error -> error.isTextual() ? error.textValue() : error.toString())
        .toList();
  }

  /** Returns how long a model that was tried took. */
  public static String took(RunItem.Try one) {
    return Times.took(one.finishedAt() - one.startedAt());
  }

  /** Returns the models that were tried one after the other; none where one was asked alone. */
  public static List<RunItem.Try> tries(RunItem run) {
    return Objects.requireNonNullElse(run.tries(), List.of());
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
