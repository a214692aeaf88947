package dev.otto.ctl;

import static dev.otto.ctl.Output.tabs;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The noun {@code task}: the jobs of the server. */
@Command(
    name = "task",
    description = "Lists, makes, changes and runs tasks.",
    footer = {"", "Example: ottoctl task list"},
    addMethodSubcommands = false,
    synopsisSubcommandLabel = "COMMAND")
final class TaskCommand extends Verb implements Runnable {
  @Override
  public void run() {
    showHelp();
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
    out()
        .done(
            answer,
            done.text("id") + " uses " + model + " from its next run on",
            List.of(
                tabs("id", done.text("id")),
                tabs("status", done.text("status")),
                tabs("modelRef", model)));
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

  private int changed(JsonObject answer, boolean dryRun) {
    var done = Fields.of(answer);
    out()
        .done(
            answer,
            done.text("id") + " " + (dryRun ? "would be " : "") + done.text("status"),
            List.of(tabs("id", done.text("id")), tabs("status", done.text("status"))));
    done.texts("warnings").forEach(out()::warn);
    return 0;
  }
}
