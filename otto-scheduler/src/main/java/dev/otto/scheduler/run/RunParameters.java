package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Surface;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a search for runs from the query of a request. */
final class RunParameters {
  private static final List<String> SURFACES =
      Surface.keys().stream().filter(key -> !key.equals(Surface.FILE.key())).toList();

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
    return new RunFilter(
        states(),
        origin(),
        models(),
        period(),
        cost(),
        text());
  }

  /** Parses the key of a surface that may ask for a run, as a file may not. */
  private static Optional<Surface> surface(String key) {
    return Surface.parse(key).filter(_ -> SURFACES.contains(key));
  }

  private RunFilter.Origin origin() {
    return new RunFilter.Origin(
        call.query("jobId"),
        read("flow", Flow::parse, "one of " + String.join(", ", Flow.keys())),
        read("surface", RunParameters::surface, "one of " + String.join(", ", SURFACES)));
  }

  /** Reads the states, which have commas between them, or a parameter each as a form sends them. */
  private Set<String> states() {
    return call.query().all("state").stream()
        .flatMap(several -> Arrays.stream(several.split(",")))
        .map(String::strip)
        .filter(state -> !state.isEmpty())
        .map(RunParameters::state)
        .collect(Collectors.toSet());
  }

  private static String state(String text) {
    if (!RunFilter.STATES.contains(text)) {
      throw wrong("state", "one of " + String.join(", ", RunFilter.STATES), text);
    }
    return text;
  }

  private RunFilter.Models models() {
    return new RunFilter.Models(
        read("requestedModelRef", ModelRef::parse, "a model such as openai/gpt-5"),
        read(
            "modelRef",
            GotModel::parse,
            "a model such as openai/gpt-5, openai/* for any of a provider, or none"),
        call.flag("fallback"));
  }

  private RunFilter.Period period() {
    Optional<Instant> from = time("from");
    Optional<Instant> to = time("to");
    if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
      throw ApiException.invalid("to", "to is before from; exchange the two");
    }
    return new RunFilter.Period(from, to);
  }

  private Optional<Instant> time(String name) {
    return read(name, RunParameters::millis, "a time in epoch milliseconds");
  }

  private static Optional<Instant> millis(String text) {
    return text.matches("\\d{1,15}")
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text)))
        : Optional.empty();
  }

  private RunFilter.Cost cost() {
    Optional<Double> min = dollars("minCostUsd");
    Optional<Double> max = dollars("maxCostUsd");
    if (min.isPresent() && max.isPresent() && max.get() < min.get()) {
      throw ApiException.invalid(
          "maxCostUsd", "maxCostUsd is less than minCostUsd; exchange the two");
    }
    return new RunFilter.Cost(min, max);
  }

  private Optional<Double> dollars(String name) {
    return read(name, RunParameters::amount, "an amount in dollars such as 0.05");
  }

  private static Optional<Double> amount(String text) {
    return text.matches("\\d{1,9}(\\.\\d{1,12})?")
        ? Optional.of(Double.valueOf(text))
        : Optional.empty();
  }

  private Optional<SearchText> text() {
    call.query("text")
        .filter(text -> text.length() > SearchText.MAX_LENGTH)
        .ifPresent(
            text -> {
              throw ApiException.invalid(
                  "text",
                  "text has %d characters; allowed are %d"
                      .formatted(text.length(), SearchText.MAX_LENGTH));
            });
    return read("text", SearchText::parse, "words with a letter or a digit");
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
