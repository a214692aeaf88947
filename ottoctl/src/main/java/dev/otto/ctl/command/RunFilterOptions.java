package dev.otto.ctl.command;

import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.completion.Known;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options that say which runs are meant; what they may be, the server knows. */
final class RunFilterOptions {
  private static final List<String> STATES =
      List.of("running", "succeeded", "skipped", "failed", "aborted", "lost");
  private static final List<String> SURFACES = List.of("scheduler", "web", "cli", "rest", "jmx");

  private final Argument<String> state;
  private final Argument<String> task;
  private final Argument<String> flow;
  private final Argument<String> surface;
  private final Argument<String> node;
  private final Argument<String> requested;
  private final Argument<String> model;
  private final Argument<Boolean> fallback;
  private final Argument<String> since;
  private final Argument<String> until;
  private final Argument<String> minCost;
  private final Argument<String> maxCost;
  private final Argument<String> words;

  /** Adds the options to this command. */
  RunFilterOptions(Verb of) {
    state =
        of.takes(
            Argument.text(
                "--state",
                "S",
                STATES,
                String.join(", ", STATES) + "; several with commas between"));
    task = of.text("--task", Known.TASK, "Only runs of this task");
    flow = of.takes(Argument.text("--flow", "FLOW", Flow.names(), "Only runs of this flow"));
    surface =
        of.takes(
            Argument.text(
                "--surface",
                "SURFACE",
                SURFACES,
                "Only runs asked for through this: " + String.join(", ", SURFACES)));
    node = of.text("--node", "NAME", "Only runs of the Otto with this name, its node.name");
    requested = of.text("--requested", Known.MODEL, "Only runs that requested this model");
    model =
        of.text(
            "--model",
            Known.MODEL,
            "Only runs that got this model, any of openai/*, or none: it answered, or was to answer");
    fallback = of.flag("--fallback", "Only runs that got another model than they requested");
    since = of.text("--since", "TIME", "Only runs from then on: 30m, 24h, 7d, or a time");
    until = of.text("--until", "TIME", "Only runs before then");
    minCost = of.text("--min-cost", "USD", "Only runs that cost at least this");
    maxCost = of.text("--max-cost", "USD", "Only runs that cost at most this");
    words =
        of.text(
            "--text",
            "WORDS",
            "Only runs with all of these words in their answer or error; \"in quotes\" one after the"
                + " other, begin* with an asterisk");
  }

  /** Returns what is given, as the server takes it. */
  Map<String, String> query(long now) {
    var query = new LinkedHashMap<String, String>();
    state.find().ifPresent(it -> query.put("state", it.replace(" ", "")));
    task.find().ifPresent(it -> query.put("jobId", it));
    flow.find().ifPresent(it -> query.put("flow", it));
    surface.find().ifPresent(it -> query.put("surface", it));
    node.find().ifPresent(it -> query.put("node", it));
    requested.find().ifPresent(it -> query.put("requestedModelRef", it));
    model.find().ifPresent(it -> query.put("modelRef", it));
    if (fallback.value()) {
      query.put("fallback", "true");
    }
    since.find().ifPresent(it -> query.put("from", Long.toString(Times.past(it, now))));
    until.find().ifPresent(it -> query.put("to", Long.toString(Times.past(it, now))));
    minCost.find().ifPresent(it -> query.put("minCostUsd", it));
    maxCost.find().ifPresent(it -> query.put("maxCostUsd", it));
    words.find().ifPresent(it -> query.put("text", it));
    query.forEach(RunFilterOptions::requireText);
    return query;
  }

  /** Refuses an empty value, which the server would take for one that is not given. */
  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw ApiException.usage("The value for " + name + " is empty; leave the option out.");
    }
  }
}
