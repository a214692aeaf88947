package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Listing;
import dev.otto.ctl.output.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The commands {@code model …}: the models, their use and the reasons. */
final class ModelCommands {
  private ModelCommands() {}

  static Verb noun() {
    return Verb.noun(
        "Lists models, refreshes them, explains which one is used.",
        "ottoctl model list --search claude");
  }

  /** The command {@code model list}. */
  static final class ListModels extends Verb {
    private static final List<String> KINDS = List.of("text", "image", "audio", "video", "pdf");

    private static final Listing DETAILS =
        Listing.named("ref")
            .column("MODEL", "ref")
            .column("CONTEXT", "contextLimit")
            .column("OUTPUT", "outputLimit")
            .column("$ IN", "inputCost")
            .column("$ OUT", "outputCost")
            .column("CAN", ListModels::abilities)
            .column("TAKES", model -> content(model, "takes"))
            .column("GIVES", model -> content(model, "gives"))
            .column("STATUS", "status")
            .plain("ref", "contextLimit", "outputLimit", "inputCost", "outputCost");

    private final Argument<String> provider =
        text("--provider", Known.PROVIDER, "Only this provider's");
    private final Argument<String> search =
        text("--search", "S", "Only those that contain this text");
    private final Argument<String> takes = kinds("--takes", "Only those that take all of these: ");
    private final Argument<String> gives = kinds("--gives", "Only those that give all of these: ");
    private final Argument<Boolean> details =
        flag("--details", "With limits, prices and capabilities");

    ListModels() {
      super(
          "Lists the models of the catalog.",
          "ottoctl model list --provider anthropic --details",
          "ottoctl model list --takes image,pdf");
    }

    private Argument<String> kinds(String name, String description) {
      return takes(Argument.text(name, "KINDS", KINDS, description + String.join(", ", KINDS)));
    }

    @Override
    public Integer call() {
      var query = new LinkedHashMap<String, String>();
      provider.find().ifPresent(value -> query.put("provider", value));
      search.find().ifPresent(value -> query.put("search", value));
      takes.find().ifPresent(value -> query.put("takes", value));
      gives.find().ifPresent(value -> query.put("gives", value));
      if (details.value()) {
        query.put("details", "true");
      }
      var out = out();
      JsonObject answer = api().catalog(query);
      var catalog = Fields.of(answer);
      out.print(
          answer,
          () ->
              details.value()
                  ? DETAILS.table(out, catalog.list("details"))
                  : catalog.texts("models"),
          () -> plain(catalog, details.value()),
          () -> catalog.texts("models"));
      summarize(out, catalog);
      return 0;
    }

    private static void summarize(Output out, Fields catalog) {
      if (out.forPeople()) {
        out.remark(
            "%d models, %s, %s; global default %s"
                .formatted(
                    catalog.texts("models").size(),
                    catalog.text("source"),
                    out.relative(catalog, "updatedAt"),
                    catalog.text("globalDefault")));
      }
      if (catalog.is("stale")) {
        out.warn(
            "the catalog is stale: " + catalog.text("lastError") + "; try ottoctl model refresh");
      }
    }

    private static String abilities(Fields model) {
      var can = new ArrayList<String>();
      if (model.is("toolCall")) {
        can.add("tools");
      }
      if (model.is("reasoning")) {
        can.add("reasoning");
      }
      if (model.is("attachment")) {
        can.add("attachments");
      }
      return joined(can);
    }

    /** Returns the kinds of content, which the server leaves out where it is text alone. */
    private static String content(Fields model, String name) {
      return model.object().has(name) ? joined(model.texts(name)) : "text";
    }

    private static List<String> plain(Fields catalog, boolean details) {
      var lines = new ArrayList<String>();
      lines.add(tabs("source", catalog.text("source")));
      lines.add(tabs("updatedAt", catalog.text("updatedAt")));
      lines.add("model");
      lines.addAll(details ? DETAILS.lines(catalog.list("details")) : catalog.texts("models"));
      return lines;
    }
  }

  /** The command {@code model refresh}. */
  static final class Refresh extends Verb {
    private final Argument<Boolean> reload =
        flag("--reload", "Make OpenCode reload its configuration first");
    private final Argument<Boolean> force =
        flag("--force", "Reload even if that aborts prompts in flight");
    private final Argument<String> node =
        text("--node", Known.NODE, "Only this one of the Ottos that share a database");

    private static final Listing NODES =
        Listing.named("node")
            .column("NODE", "node")
            .column("STATE", (out, it) -> coloured(out, it.text("state")))
            .column("MODELS", "count")
            .columnIfAny("WHY", "message")
            .plain(
                it ->
                    tabs(
                        "node",
                        it.text("node"),
                        it.text("state"),
                        it.text("count"),
                        it.text("message")));

    Refresh() {
      super(
          "Fetches the catalog from OpenCode now and reports the changes; of several Ottos, each"
              + " asks its own OpenCode.",
          "ottoctl model refresh --reload",
          "ottoctl model refresh --node berlin-1");
    }

    @Override
    public Integer call() {
      var out = out();
      out.remark("asking OpenCode for its models ...");
      Map<String, String> query = node.find().map(id -> Map.of("node", id)).orElseGet(Map::of);
      JsonObject answer = api().refresh(query, reload.value(), force.value());
      var refreshed = Fields.of(answer);
      out.print(
          answer,
          () -> difference(out, refreshed),
          () ->
              Stream.concat(
                      Stream.of(
                          tabs("status", refreshed.text("status")),
                          tabs("updatedAt", refreshed.text("updatedAt")),
                          tabs("count", refreshed.text("count"))),
                      NODES.lines(refreshed.list("nodes")).stream())
                  .toList(),
          () -> refreshed.texts("added"));
      return refreshed.text("status").equals("ok") ? 0 : ApiException.FAILED;
    }

    private static String coloured(Output out, String state) {
      return state.equals("refreshed") ? out.style().good(state) : out.style().bad(state);
    }

    private static List<String> difference(Output out, Fields refreshed) {
      var lines = new ArrayList<String>();
      lines.add(refreshed.text("count") + " models");
      refreshed.texts("added").forEach(ref -> lines.add(out.style().good("+ ") + ref));
      refreshed.list("removals").forEach(model -> lines.add(removal(out, model)));
      for (Fields affected : refreshed.list("affected")) {
        lines.add(
            out.style().odd("! ")
                + affected.text("kind")
                + " "
                + affected.text("id")
                + " names "
                + affected.text("modelRef")
                + ", which is not in the catalog: the global default is used instead");
      }
      List<Fields> nodes = refreshed.list("nodes");
      if (!nodes.isEmpty()) {
        lines.addAll(NODES.table(out, nodes));
      }
      return lines;
    }
  }

  /** The command {@code model changes}. */
  static final class Changes extends Verb {
    private final Argument<Integer> limit = number("--limit", 20, "1 to 200");

    Changes() {
      super(
          "Shows what refreshes added and removed, newest first, and why models went.",
          "ottoctl model changes --limit 5");
    }

    @Override
    public Integer call() {
      var out = out();
      JsonObject answer = api().changes(limit.value());
      List<Fields> changes = Fields.of(answer).list("changes");
      out.print(
          answer,
          () -> changes.stream().flatMap(change -> shown(out, change)).toList(),
          () -> changes.stream().flatMap(Changes::plain).toList(),
          () -> changes.stream().flatMap(Changes::removed).toList());
      return 0;
    }

    private static Stream<String> shown(Output out, Fields change) {
      String title =
          "%s  %s models, %s added, %s removed, by %s"
              .formatted(
                  out.relative(change, "at"),
                  change.text("count"),
                  change.text("addedCount"),
                  change.text("removedCount"),
                  change.text("actor"));
      return Stream.of(
              Stream.of(out.style().strong(title)),
              change.texts("added").stream().map(ref -> "  " + out.style().good("+ ") + ref),
              change.list("removals").stream().map(model -> "  " + removal(out, model)))
          .flatMap(lines -> lines);
    }

    private static Stream<String> plain(Fields change) {
      String at = change.text("at");
      return Stream.concat(
          change.texts("added").stream().map(ref -> tabs(at, "added", ref, "")),
          change.list("removals").stream()
              .map(model -> tabs(at, "removed", model.text("modelRef"), model.text("reason"))));
    }

    private static Stream<String> removed(Fields change) {
      return change.list("removals").stream().map(model -> model.text("modelRef"));
    }
  }

  /** The command {@code model explain}. */
  static final class Explain extends Verb {
    private final Argument<Flow> flow =
        optionalPlace(Flow.class, "FLOW", "${COMPLETION-CANDIDATES}");
    private final Argument<String> task = text("--task", Known.TASK, "This task instead of a flow");
    private final Argument<String> without =
        text("--without", Known.MODEL, "As if this model were gone");

    Explain() {
      super(
          "Explains which model a flow or a task would use right now.",
          "ottoctl model explain heartbeat",
          "ottoctl model explain --task morning-news --without anthropic/claude-sonnet-4-5");
    }

    @Override
    public Integer call() {
      if (flow.find().isPresent() && task.find().isPresent()) {
        throw ApiException.usage("Name a flow or a task, not both.");
      }
      var out = out();
      var query = new LinkedHashMap<String, String>();
      task.find()
          .ifPresentOrElse(
              id -> query.put("jobId", id),
              () -> query.put("flow", flow.find().orElse(Flow.scheduledTasks).name()));
      without.find().ifPresent(ref -> query.put("without", ref));
      JsonObject answer = api().resolve(query);
      var resolution = Fields.of(answer);
      String model = modelOf(resolution);
      out.print(
          answer,
          () -> steps(out, model, resolution),
          () ->
              List.of(
                  tabs("model", model),
                  tabs("source", resolution.text("source")),
                  tabs("requested", resolution.text("requested")),
                  tabs("reason", resolution.text("reason"))),
          () -> List.of(model));
      return 0;
    }

    private static List<String> steps(Output out, String model, Fields resolution) {
      var lines = new ArrayList<String>();
      String source = resolution.text("source");
      lines.add(
          model.equals("-")
              ? out.style().bad("no model")
              : out.style().strong(model)
                  + "  "
                  + (resolution.is("fallback") ? out.style().odd(source) : source));
      lines.add(resolution.text("reason"));
      var table = out.table();
      for (Fields step : resolution.list("steps")) {
        table.row("  " + step.text("rung"), step.text("modelRef"), step.text("outcome"));
      }
      lines.addAll(table.lines());
      return lines;
    }
  }

  /** The command {@code model usage}. */
  static final class ShowUsage extends Verb {
    private static final Listing USAGE =
        Listing.named("modelRef")
            .column("MODEL", "modelRef")
            .column("CATALOG", ModelCommands::availability)
            .column("FLOWS", model -> joined(model.texts("flows")))
            .column("TASKS", model -> joined(model.texts("jobs")))
            .column("RUNS 7 D", "runsLast7Days")
            .plain(
                model ->
                    tabs(
                        model.text("modelRef"),
                        availability(model),
                        joined(model.texts("flows")),
                        joined(model.texts("jobs")),
                        model.text("runsLast7Days")));

    ShowUsage() {
      super(
          "Shows who uses each model, and how often it ran in the last seven days.",
          "ottoctl model usage -o json");
    }

    @Override
    public Integer call() {
      JsonObject answer = api().usage();
      USAGE.print(out(), answer, Fields.of(answer).list("models"));
      return 0;
    }
  }

  /**
   * Returns the reference of a response that names provider and model separately; a dash if there
   * is none.
   */
  static String modelOf(Fields resolution) {
    return resolution
        .find("modelId")
        .map(id -> resolution.text("providerId") + "/" + id)
        .orElse("-");
  }

  private static String removal(Output out, Fields model) {
    return out.style().bad("- ") + model.text("modelRef") + "  " + model.text("message");
  }

  private static String availability(Fields model) {
    return model.is("available") ? "yes" : "missing";
  }

  private static String joined(List<String> names) {
    return names.isEmpty() ? "-" : String.join(",", names);
  }

  /**
   * Returns the query parameter of a dry run, which every change takes; shared with {@link
   * TaskCommands}.
   */
  static Map<String, String> dryRun(boolean dryRun) {
    return dryRun ? Map.of("dryRun", "true") : Map.of();
  }
}
