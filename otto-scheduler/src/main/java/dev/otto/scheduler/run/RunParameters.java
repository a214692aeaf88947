package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Surface;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.wire.RunCondition;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a search for runs from the query of a request. */
final class RunParameters {
  private final Call call;

  private RunParameters(Call call) {
    this.call = call;
  }

  /**
   * Reads all of it.
   *
   * @throws ApiException naming the first parameter that is wrong, and what it may be
   */
  static RunSearchRepository.Query of(Call call) {
    var parameters = new RunParameters(call);
    return new RunSearchRepository.Query(
        parameters.filter(),
        call.query("limit", 1, RunSearchRepository.MAX_LIMIT, 20),
        parameters.read("cursor", RunCursor::parse, "the nextCursor or previousCursor of a page"));
  }

  private RunFilter filter() {
    return new RunFilter(states(), origin(), models(), period(), cost(), text());
  }

  /** Parses the key of a surface that may ask for a run, as a file may not. */
  private static Optional<Surface> surface(String key) {
    return Surface.parse(key).filter(_ -> RunCondition.SURFACES.contains(key));
  }

  private RunFilter.Origin origin() {
    return new RunFilter.Origin(
        call.query(RunCondition.JOB.key()),
        read(RunCondition.FLOW, Flow::parse, "one of " + String.join(", ", Flow.keys())),
        read(
            RunCondition.SURFACE,
            RunParameters::surface,
            "one of " + String.join(", ", RunCondition.SURFACES)),
        call.query(RunCondition.NODE.key()));
  }

  /** Reads the states, which have commas between them, or a parameter each as a form sends them. */
  private Set<String> states() {
    return call.query().all(RunCondition.STATE.key()).stream()
        .flatMap(several -> Arrays.stream(several.split(",")))
        .map(String::strip)
        .filter(state -> !state.isEmpty())
        .map(RunParameters::state)
        .collect(Collectors.toSet());
  }

  private static String state(String text) {
    if (!RunCondition.STATES.contains(text)) {
      throw wrong(
          RunCondition.STATE.key(), "one of " + String.join(", ", RunCondition.STATES), text);
    }
    return text;
  }

  private RunFilter.Models models() {
    return new RunFilter.Models(
        read(RunCondition.REQUESTED, ModelRef::parse, "a model such as openai/gpt-5"),
        read(
            RunCondition.MODEL,
            GotModel::parse,
            "a model such as openai/gpt-5, openai/* for any of a provider, or none"),
        call.flag(RunCondition.FALLBACK.key()));
  }

  private RunFilter.Period period() {
    Optional<Instant> from = time(RunCondition.FROM);
    Optional<Instant> to = time(RunCondition.TO);
    if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
      throw ApiException.invalid(RunCondition.TO.key(), "to is before from; exchange the two");
    }
    return new RunFilter.Period(from, to);
  }

  private Optional<Instant> time(RunCondition name) {
    return read(name, RunParameters::millis, "a time in epoch milliseconds");
  }

  private static Optional<Instant> millis(String text) {
    return text.matches("\\d{1,15}")
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text)))
        : Optional.empty();
  }

  private RunFilter.Cost cost() {
    Optional<Double> min = dollars(RunCondition.MIN_COST);
    Optional<Double> max = dollars(RunCondition.MAX_COST);
    if (min.isPresent() && max.isPresent() && max.get() < min.get()) {
      throw ApiException.invalid(
          RunCondition.MAX_COST.key(), "maxCostUsd is less than minCostUsd; exchange the two");
    }
    return new RunFilter.Cost(min, max);
  }

  private Optional<Double> dollars(RunCondition name) {
    return read(name, RunParameters::amount, "an amount in dollars such as 0.05");
  }

  private static Optional<Double> amount(String text) {
    return text.matches("\\d{1,9}(\\.\\d{1,12})?")
        ? Optional.of(Double.valueOf(text))
        : Optional.empty();
  }

  private Optional<SearchText> text() {
    call.query(RunCondition.TEXT.key())
        .filter(text -> text.length() > SearchText.MAX_LENGTH)
        .ifPresent(
            text -> {
              throw ApiException.invalid(
                  RunCondition.TEXT.key(),
                  "text has %d characters; allowed are %d"
                      .formatted(text.length(), SearchText.MAX_LENGTH));
            });
    return read(RunCondition.TEXT, SearchText::parse, "words with a letter or a digit");
  }

  private <T> Optional<T> read(
      RunCondition condition, Function<String, Optional<T>> parse, String allowed) {
    return read(condition.key(), parse, allowed);
  }

  private <T> Optional<T> read(String name, Function<String, Optional<T>> parse, String allowed) {
    return call.query(name)
        .filter(text -> !text.isBlank())
        .map(text -> parse.apply(text.strip()).orElseThrow(() -> wrong(name, allowed, text)));
  }

  private static ApiException wrong(String name, String allowed, String text) {
    return ApiException.invalid(name, name + " must be " + allowed + ", not \"" + text + "\"");
  }
}
