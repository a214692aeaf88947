package dev.otto.ctl;

import static dev.otto.ctl.Output.tabs;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The noun {@code task}: the jobs of the server. */
@Command(
    name = "task",
    description = "Lists, makes, changes and runs tasks.",
    footer = {"", "Example: ottoctl task list"},
    addMethodSubcommands = false,
    synopsisSubcommandLabel = "COMMAND")
final class TaskCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "list",
      description = "Lists tasks, the newest change first.",
      footer = {"", "Example: ottoctl task list --status paused"})
  int list(
      @Option(names = "--status", paramLabel = "S", description = "idle, running or paused")
          Optional<String> status,
      @Option(names = "--search", paramLabel = "S", description = "Only those that hold this text")
          Optional<String> search,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "1000",
              description = "At most so many")
          int limit) {
    var query = new LinkedHashMap<String, String>();
    status.ifPresent(value -> query.put("status", value));
    search.ifPresent(value -> query.put("search", value));
    query.put("limit", Integer.toString(limit));
    var out = out();
    JsonObject answer = api().jobs(query);
    var jobs = Fields.of(answer).list("jobs");
    out.print(
        answer,
        () -> {
          var table = new Table(out.style(), "TASK", "STATUS", "NEXT RUN", "MODEL", "FLOW");
          for (Fields job : jobs) {
            table.row(
                job.text("id"),
                status(out, job),
                out.relative(job, "nextRunAt"),
                job.find("modelRef").orElse("inherit"),
                job.text("flow"));
          }
          return table.lines();
        },
        () ->
            jobs.stream()
                .map(
                    job ->
                        tabs(
                            job.text("id"),
                            job.text("status"),
                            job.text("nextRunAt"),
                            job.find("modelRef").orElse("inherit")))
                .toList(),
        () -> jobs.stream().map(job -> job.text("id")).toList());
    if (jobs.isEmpty()) {
      out.remark("no task; make one with: ottoctl task create --help");
    }
    return 0;
  }

  private static String status(Output out, Fields job) {
    String state = job.find("terminalState").orElse(job.text("status"));
    return switch (state) {
      case "running" -> out.style().good(state);
      case "paused" -> out.style().odd(state);
      case "completed", "cancelled", "expired" -> out.style().faint(state);
      default -> state;
    };
  }

  @Command(
      name = "show",
      description = "Shows one task and the model that it would use now.",
      footer = {"", "Example: ottoctl task show morning-news"})
  int show(@Parameters(paramLabel = "ID") String id) {
    var out = out();
    JsonObject answer = api().job(id);
    var job = Fields.of(answer);
    out.print(
        answer,
        () -> {
          var table = new Table(out.style());
          for (String key : answer.keySet()) {
            switch (key) {
              case "effectiveModel" -> {
                var model = job.in(key);
                table.row(key, ModelCommand.modelOf(model) + "  (" + model.text("source") + ")");
                table.row("", model.text("reason"));
              }
              case "runAt", "nextRunAt", "lastRunAt", "createdAt", "updatedAt" ->
                  table.row(key, out.relative(job, key));
              default -> job.find(key).ifPresent(value -> table.row(key, value));
            }
          }
          return table.lines();
        },
        () -> answer.keySet().stream().map(key -> tabs(key, job.text(key))).toList(),
        () -> List.of(job.text("id")));
    return 0;
  }

  @Command(
      name = "create",
      description = "Makes a task.",
      footer = {
        "",
        "Examples:",
        "  ottoctl task create --id morning-news --type news --cron '0 7 * * *' --time-zone Europe/Berlin \\",
        "      --prompt 'Summarise what changed since yesterday.'",
        "  ottoctl task create --type report --at now --prompt 'Say hello.' --model openai/gpt-5"
      })
  int create(
      @Option(names = "--id", paramLabel = "ID", description = "Else a random one")
          Optional<String> id,
      @Mixin TaskDefinition definition,
      @Option(names = "--dry-run", description = "Check it, make nothing") boolean dryRun) {
    JsonObject body = definition.toJson();
    id.ifPresent(value -> body.addProperty("id", value));
    if (!body.has("type")) {
      body.addProperty("type", "prompt");
    }
    if (!body.has("scheduleType")) {
      throw ApiException.usage("Say when it runs: --every MINUTES, --cron EXPR or --at TIME.");
    }
    return changed(api().createJob(body, ModelCommand.dryRun(dryRun)), dryRun);
  }

  @Command(
      name = "update",
      description = "Changes what is named and keeps the rest.",
      footer = {"", "Example: ottoctl task update morning-news --cron '30 6 * * 1-5'"})
  int update(
      @Parameters(paramLabel = "ID") String id,
      @Mixin TaskDefinition definition,
      @Option(names = "--dry-run", description = "Check it, change nothing") boolean dryRun) {
    JsonObject body = definition.toJson();
    if (body.size() == 0) {
      throw ApiException.usage(
          "Name at least one thing to change; ottoctl task update --help lists them.");
    }
    keepRestOfPayload(id, body);
    return changed(api().updateJob(id, body, ModelCommand.dryRun(dryRun)), dryRun);
  }

  // The server replaces a payload whole; a new prompt must not cost the task its agent.
  private void keepRestOfPayload(String id, JsonObject body) {
    if (body.has("payload")) {
      var merged =
          Fields.of(api().job(id)).find("payload").map(Times::object).orElseGet(JsonObject::new);
      body.getAsJsonObject("payload").asMap().forEach(merged::add);
      body.add("payload", merged);
    }
  }

  @Command(
      name = "set-model",
      description = "Sets the model of one task; its next run uses it.",
      footer = {
        "",
        "Examples:",
        "  ottoctl task set-model morning-news openai/gpt-5",
        "  ottoctl task set-model morning-news inherit"
      })
  int setModel(
      @Parameters(paramLabel = "ID") String id,
      @Parameters(paramLabel = "MODEL", description = "provider/model, or inherit") String model,
      @Option(names = "--allow-unavailable", description = "Although the catalog lacks it")
          boolean allowUnavailable,
      @Option(names = "--dry-run", description = "Check it, change nothing") boolean dryRun) {
    var body = new JsonObject();
    TaskDefinition.putModel(body, model);
    var query = new LinkedHashMap<>(ModelCommand.dryRun(dryRun));
    if (allowUnavailable) {
      query.put("allowUnavailable", "true");
    }
    JsonObject answer = api().updateJob(id, body, query);
    var done = Fields.of(answer);
    var out = out();
    out.print(
        answer,
        () -> List.of(done.text("id") + " uses " + model + " from its next run on"),
        () ->
            List.of(
                tabs("id", done.text("id")),
                tabs("status", done.text("status")),
                tabs("modelRef", model)),
        () -> List.of(done.text("id")));
    return 0;
  }

  @Command(
      name = "pause",
      description = "Lets a task rest until it is resumed.",
      footer = {"", "Example: ottoctl task pause morning-news"})
  int pause(@Parameters(paramLabel = "ID") String id) {
    return changed(api().updateJob(id, status("paused"), Map.of()), false);
  }

  @Command(
      name = "resume",
      description = "Lets a paused task run again.",
      footer = {"", "Example: ottoctl task resume morning-news"})
  int resume(@Parameters(paramLabel = "ID") String id) {
    return changed(api().updateJob(id, status("idle"), Map.of()), false);
  }

  private static JsonObject status(String status) {
    var body = new JsonObject();
    body.addProperty("status", status);
    return body;
  }

  @Command(
      name = "cancel",
      description = "Ends a task; it stays in the list with its runs.",
      footer = {"", "Example: ottoctl task cancel morning-news --reason 'no longer needed'"})
  int cancel(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--reason", paramLabel = "TEXT", description = "For the audit")
          Optional<String> reason,
      @Option(names = "--dry-run", description = "Check it, change nothing") boolean dryRun) {
    return changed(api().cancelJob(id, reason, ModelCommand.dryRun(dryRun)), dryRun);
  }

  @Command(
      name = "abort",
      description = "Stops the run that is in progress, in OpenCode too.",
      footer = {"", "Example: ottoctl task abort morning-news"})
  int abort(@Parameters(paramLabel = "ID") String id) {
    var running =
        Fields.of(api().runs(id, Map.of("limit", "20"))).list("runs").stream()
            .filter(run -> run.text("state").equals("running"))
            .findFirst()
            .orElseThrow(
                () -> ApiException.conflict(id + " is not running; there is nothing to abort."));
    return changed(api().abort(id, running.text("id")), false);
  }

  @Command(
      name = "runs",
      description = "Lists the runs of a task with their receipts.",
      footer = {"", "Example: ottoctl task runs morning-news --limit 5"})
  int runs(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "1 to 200")
          int limit,
      @Option(
              names = "--offset",
              paramLabel = "N",
              defaultValue = "0",
              description = "Skips the newest N")
          int offset) {
    var out = out();
    JsonObject answer =
        api()
            .runs(id, Map.of("limit", Integer.toString(limit), "offset", Integer.toString(offset)));
    var runs = Fields.of(answer).list("runs");
    out.print(
        answer,
        () -> Receipt.table(out, runs),
        () -> runs.stream().map(Receipt::plain).toList(),
        () -> runs.stream().map(run -> run.text("id")).toList());
    return 0;
  }

  @Command(
      name = "audit",
      description = "Tells who changed a task, when and how.",
      footer = {"", "Example: ottoctl task audit morning-news"})
  int audit(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "1 to 200")
          int limit) {
    var out = out();
    JsonObject answer = api().jobAudit(id, Map.of("limit", Integer.toString(limit)));
    var entries = Fields.of(answer).list("entries");
    out.print(
        answer,
        () -> {
          var table = new Table(out.style(), "WHEN", "ACTION", "LANE", "ACTOR", "WHAT");
          for (Fields entry : entries) {
            table.row(
                out.relative(entry, "createdAt"),
                entry.text("action"),
                entry.text("lane"),
                entry.text("actor"),
                entry.text("metadataJson"));
          }
          return table.lines();
        },
        () ->
            entries.stream()
                .map(
                    entry ->
                        tabs(entry.text("createdAt"), entry.text("action"), entry.text("actor")))
                .toList(),
        () -> entries.stream().map(entry -> entry.text("id")).toList());
    return 0;
  }

  private int changed(JsonObject answer, boolean dryRun) {
    var out = out();
    var done = Fields.of(answer);
    out.print(
        answer,
        () -> List.of(done.text("id") + " " + (dryRun ? "would be " : "") + done.text("status")),
        () -> List.of(tabs("id", done.text("id")), tabs("status", done.text("status"))),
        () -> List.of(done.text("id")));
    done.texts("warnings").forEach(out::warn);
    return 0;
  }

  private OttoApi api() {
    return Ottoctl.of(spec).api();
  }

  private Output out() {
    return Ottoctl.of(spec).output();
  }
}
