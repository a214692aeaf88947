package dev.otto.ctl;

import static dev.otto.ctl.Output.tabs;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The noun {@code model}: what there is, what is used and why. */
@Command(
    name = "model",
    description = "Lists models, refreshes them, explains which one is used.",
    footer = {"", "Example: ottoctl model list --search claude"},
    addMethodSubcommands = false,
    synopsisSubcommandLabel = "COMMAND")
final class ModelCommand extends Verb implements Runnable {
  private static final Listing DETAILS =
      Listing.named("ref")
          .column("MODEL", "ref")
          .column("CONTEXT", "contextLimit")
          .column("OUTPUT", "outputLimit")
          .column("$ IN", "inputCost")
          .column("$ OUT", "outputCost")
          .column("CAN", ModelCommand::abilities)
          .column("STATUS", "status")
          .plain("ref", "contextLimit", "outputLimit", "inputCost", "outputCost");

  private static final Listing USAGE =
      Listing.named("modelRef")
          .column("MODEL", "modelRef")
          .column("CATALOG", ModelCommand::availability)
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

  @Override
  public void run() {
    showHelp();
  }

  @Command(
      name = "list",
      description = "Lists the models of the catalog.",
      footer = {"", "Example: ottoctl model list --provider anthropic --details"})
  int list(
      @Option(names = "--provider", paramLabel = "P", description = "Only this provider's")
          Optional<String> provider,
      @Option(names = "--search", paramLabel = "S", description = "Only those that hold this text")
          Optional<String> search,
      @Option(names = "--details", description = "With limits, prices and abilities")
          boolean details) {
    var query = new LinkedHashMap<String, String>();
    provider.ifPresent(value -> query.put("provider", value));
    search.ifPresent(value -> query.put("search", value));
    if (details) {
      query.put("details", "true");
    }
    var out = out();
    JsonObject answer = api().catalog(query);
    var catalog = Fields.of(answer);
    out.print(
        answer,
        () -> details ? DETAILS.table(out, catalog.list("details")) : catalog.texts("models"),
        () -> plain(catalog, details),
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
    return joined(can);
  }

  private static List<String> plain(Fields catalog, boolean details) {
    var lines = new ArrayList<String>();
    lines.add(tabs("source", catalog.text("source")));
    lines.add(tabs("updatedAt", catalog.text("updatedAt")));
    lines.add("model");
    lines.addAll(details ? DETAILS.lines(catalog.list("details")) : catalog.texts("models"));
    return lines;
  }

  @Command(
      name = "refresh",
      description = "Fetches the catalog from OpenCode now and tells what changed.",
      footer = {"", "Example: ottoctl model refresh --reload"})
  int refresh(
      @Option(
              names = "--reload",
              description = "Let OpenCode read its own configuration again first")
          boolean reload,
      @Option(names = "--force", description = "Reload although that aborts the prompts in flight")
          boolean force) {
    var out = out();
    out.remark("asking OpenCode for its models ...");
    JsonObject answer = api().refresh(reload, force);
    var refreshed = Fields.of(answer);
    out.print(
        answer,
        () -> difference(out, refreshed),
        () ->
            List.of(
                tabs("status", refreshed.text("status")),
                tabs("updatedAt", refreshed.text("updatedAt")),
                tabs("count", refreshed.text("count"))),
        () -> refreshed.texts("added"));
    return 0;
  }

  private static List<String> difference(Output out, Fields refreshed) {
    var lines = new ArrayList<String>();
    lines.add(refreshed.text("count") + " models");
    refreshed.texts("added").forEach(ref -> lines.add(out.style().good("+ ") + ref));
    refreshed.texts("removed").forEach(ref -> lines.add(out.style().bad("- ") + ref));
    for (Fields affected : refreshed.list("affected")) {
      lines.add(
          out.style().odd("! ")
              + affected.text("kind")
              + " "
              + affected.text("id")
              + " names "
              + affected.text("modelRef")
              + ", which is gone: the global default is used instead");
    }
    return lines;
  }

  @Command(
      name = "explain",
      description = "Tells which model a flow or a task would use right now, and why.",
      footer = {
        "",
        "Examples:",
        "  ottoctl model explain heartbeat",
        "  ottoctl model explain --task morning-news --without anthropic/claude-sonnet-4-5"
      })
  int explain(
      @Parameters(arity = "0..1", paramLabel = "FLOW", description = "${COMPLETION-CANDIDATES}")
          Optional<Flow> flow,
      @Option(names = "--task", paramLabel = "ID", description = "This task instead of a flow")
          Optional<String> task,
      @Option(names = "--without", paramLabel = "REF", description = "As if this model were gone")
          Optional<String> without) {
    if (flow.isPresent() && task.isPresent()) {
      throw ApiException.usage("Name a flow or a task, not both.");
    }
    var out = out();
    var query = new LinkedHashMap<String, String>();
    task.ifPresentOrElse(
        id -> query.put("jobId", id),
        () -> query.put("flow", flow.orElse(Flow.scheduledTasks).name()));
    without.ifPresent(ref -> query.put("without", ref));
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

  /** The reference of an answer that names provider and model apart; a dash where there is none. */
  static String modelOf(Fields resolution) {
    return resolution
        .find("modelId")
        .map(id -> resolution.text("providerId") + "/" + id)
        .orElse("-");
  }

  private static List<String> steps(Output out, String model, Fields resolution) {
    var lines = new ArrayList<String>();
    String source = resolution.text("source");
    lines.add(
        out.style().strong(model)
            + "  "
            + (resolution.is("fallback") ? out.style().odd(source) : source));
    lines.add(resolution.text("reason"));
    var table = new Table(out.style());
    for (Fields step : resolution.list("steps")) {
      table.row("  " + step.text("rung"), step.text("modelRef"), step.text("outcome"));
    }
    lines.addAll(table.lines());
    return lines;
  }

  @Command(
      name = "usage",
      description = "Tells who names which model, and how often it ran in the last seven days.",
      footer = {"", "Example: ottoctl model usage -o json"})
  int usage() {
    JsonObject answer = api().usage();
    USAGE.print(out(), answer, Fields.of(answer).list("models"));
    return 0;
  }

  private static String availability(Fields model) {
    return model.is("available") ? "yes" : "missing";
  }

  private static String joined(List<String> names) {
    return names.isEmpty() ? "-" : String.join(",", names);
  }

  /** Shared with {@link TaskCommand}: a dry run is a query parameter of every change. */
  static Map<String, String> dryRun(boolean dryRun) {
    return dryRun ? Map.of("dryRun", "true") : Map.of();
  }
}
