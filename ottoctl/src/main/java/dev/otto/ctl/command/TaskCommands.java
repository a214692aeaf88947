package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The commands {@code task …} that change something. */
final class TaskCommands {
  private TaskCommands() {}

  static Verb noun() {
    return Verb.noun("Lists, creates, changes and runs tasks.", "ottoctl task list");
  }

  /** The command {@code task create}. */
  static final class Create extends Verb {
    private final Argument<String> id = text("--id", "ID", "Default: a random id");
    private final TaskDefinition definition = new TaskDefinition(this);
    private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; create nothing");

    Create() {
      super(
          "Makes a task.",
          "ottoctl task create --id morning-news --type news --cron '0 7 * * *' --time-zone Europe/Berlin \\",
          "    --prompt 'Summarise what changed since yesterday.'",
          "ottoctl task create --type report --at now --prompt 'Say hello.' --model openai/gpt-5",
          "ottoctl task create --id triage --every 60 --prompt 'Sort my inbox.' \\",
          "    --model ollama/qwen3 --only-provider ollama --strict");
    }

    @Override
    public Integer call() {
      JsonObject body = definition.toJson();
      id.find().ifPresent(value -> body.addProperty("id", value));
      if (!body.has("type")) {
        body.addProperty("type", "prompt");
      }
      if (!body.has("scheduleType")) {
        throw ApiException.usage("Give a schedule: --every MINUTES, --cron EXPR or --at TIME.");
      }
      return changed(out(), created(body), dryRun.value());
    }

    private JsonObject created(JsonObject body) {
      try {
        return api().createJob(body, ModelCommands.dryRun(dryRun.value()));
      } catch (ApiException e) {
        throw e.exitCode() == ApiException.CONFLICT
            ? e.with("; choose another id, or change that task with ottoctl task update.")
            : e;
      }
    }
  }

  /** The command {@code task update}. */
  static final class Update extends Verb {
    private final Argument<String> id = place(Known.TASK);
    private final TaskDefinition definition = new TaskDefinition(this);
    private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; change nothing");

    Update() {
      super(
          "Changes the given settings and keeps the rest.",
          "ottoctl task update morning-news --cron '30 6 * * 1-5'",
          "ottoctl task update morning-news --model openai/gpt-5 --variant high \\",
          "    --fallback openai/gpt-4 --on-failure next");
    }

    @Override
    public Integer call() {
      JsonObject body = definition.toJson();
      if (body.size() == 0) {
        throw ApiException.usage(
            "Name at least one thing to change; ottoctl task update --help lists them.");
      }
      keepRestOfPayload(body);
      return changed(
          out(),
          api().updateJob(id.value(), body, ModelCommands.dryRun(dryRun.value())),
          dryRun.value());
    }

    // The server replaces a payload whole; a new prompt must not cost the task its agent.
    private void keepRestOfPayload(JsonObject body) {
      if (body.has("payload")) {
        var merged =
            Fields.of(api().job(id.value()))
                .find("payload")
                .map(Times::object)
                .orElseGet(JsonObject::new);
        JsonObject given = body.getAsJsonObject("payload");
        RetryOptions.keepRest(given, merged);
        given.asMap().forEach(merged::add);
        body.add("payload", merged);
      }
    }
  }

  /** The command {@code task set-model}. */
  static final class SetModel extends Verb {
    private final Argument<String> id = place(Known.TASK);
    private final Argument<String> model =
        place(Known.MODEL_OR_INHERIT, "provider/model, or inherit");
    private final Argument<Boolean> allowUnavailable =
        flag("--allow-unavailable", "Accept a model that is not in the catalog");
    private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; change nothing");
    private final ChoiceOptions choice = new ChoiceOptions(this);

    SetModel() {
      super(
          "Sets the model of one task; its next run uses it.",
          "ottoctl task set-model morning-news openai/gpt-5",
          "ottoctl task set-model morning-news openai/gpt-5 --variant high --fallback openai/gpt-4",
          "ottoctl task set-model morning-news ollama/qwen3 --only-provider ollama --strict",
          "ottoctl task set-model morning-news inherit");
    }

    @Override
    public Integer call() {
      var body = new JsonObject();
      TaskDefinition.putModel(body, model.value());
      choice.addTo(body);
      var query = new LinkedHashMap<>(ModelCommands.dryRun(dryRun.value()));
      if (allowUnavailable.value()) {
        query.put("allowUnavailable", "true");
      }
      JsonObject answer = api().updateJob(id.value(), body, query);
      var done = Fields.of(answer);
      out()
          .done(
              answer,
              done.text("id")
                  + (dryRun.value() ? " would use " : " uses ")
                  + model.value()
                  + words(body)
                  + " from its next run on",
              List.of(
                  tabs("id", done.text("id")),
                  tabs("status", done.text("status")),
                  tabs("modelRef", model.value())));
      done.texts("warnings").forEach(out()::warn);
      done.in("forecast").find("message").ifPresent(out()::remark);
      return 0;
    }

    private static String words(JsonObject body) {
      String words = ChoiceOptions.words(Fields.of(body));
      return words.isEmpty() ? "" : " (" + words + ")";
    }
  }

  /** The command {@code task pause}. */
  static final class Pause extends Verb {
    private final Argument<String> id = place(Known.TASK);

    Pause() {
      super("Pauses a task.", "ottoctl task pause morning-news");
    }

    @Override
    public Integer call() {
      return changed(out(), api().updateJob(id.value(), status("paused"), Map.of()), false);
    }
  }

  /** The command {@code task resume}. */
  static final class Resume extends Verb {
    private final Argument<String> id = place(Known.TASK);

    Resume() {
      super("Resumes a paused task.", "ottoctl task resume morning-news");
    }

    @Override
    public Integer call() {
      return changed(out(), api().updateJob(id.value(), status("idle"), Map.of()), false);
    }
  }

  private static JsonObject status(String status) {
    var body = new JsonObject();
    body.addProperty("status", status);
    return body;
  }

  /** The command {@code task cancel}. */
  static final class Cancel extends Verb {
    private final Argument<String> id = place(Known.TASK);
    private final Argument<String> reason = text("--reason", "TEXT", "For the audit");
    private final Argument<Boolean> forGood =
        flag("--for-good", "Delete a task that is over, with its runs and prompts; no undo");
    private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; change nothing");

    Cancel() {
      super(
          "Cancels a task; it stays in the list with its runs.",
          "ottoctl task cancel morning-news --reason 'no longer needed'");
    }

    @Override
    public Integer call() {
      var query = new TreeMap<>(ModelCommands.dryRun(dryRun.value()));
      if (forGood.value()) {
        query.put("forGood", "true");
      }
      return changed(out(), api().cancelJob(id.value(), reason.find(), query), dryRun.value());
    }
  }

  /** The command {@code task abort}. */
  static final class Abort extends Verb {
    private final Argument<String> id = place(Known.TASK);

    Abort() {
      super("Aborts the run in progress, also in OpenCode.", "ottoctl task abort morning-news");
    }

    @Override
    public Integer call() {
      var running =
          Fields.of(api().runs(id.value(), Map.of("limit", "20"))).list("runs").stream()
              .filter(run -> run.text("state").equals("running"))
              .findFirst()
              .orElseThrow(
                  () ->
                      ApiException.conflict(
                          id.value() + " is not running; there is nothing to abort."));
      return changed(out(), api().abort(id.value(), running.text("id")), false);
    }
  }

  private static List<String> forecast(Fields done) {
    var forecast = done.in("forecast");
    return forecast
        .find("runs")
        .map(
            runs ->
                List.of(
                    tabs("runsAMonth", runs),
                    tabs("usdAMonth", forecast.text("usd")),
                    tabs("tokensAMonth", forecast.text("tokens"))))
        .orElse(List.of());
  }

  static Integer changed(Output out, JsonObject answer, boolean dryRun) {
    var done = Fields.of(answer);
    var plain = new ArrayList<String>();
    plain.add(tabs("id", done.text("id")));
    plain.add(tabs("status", done.text("status")));
    var schedule = done.in("schedule");
    schedule.find("description").ifPresent(words -> plain.add(tabs("schedule", words)));
    schedule.texts("nextRunsLocal").forEach(time -> plain.add(tabs("next", time)));
    if (dryRun) {
      plain.addAll(forecast(done));
    }
    out.done(
        answer, done.text("id") + " " + (dryRun ? "would be " : "") + done.text("status"), plain);
    done.texts("warnings").forEach(out::warn);
    done.in("forecast").find("message").ifPresent(out::remark);
    schedule.find("description").ifPresent(out::remark);
    schedule.texts("nextRunsLocal").forEach(out::remark);
    return 0;
  }
}
