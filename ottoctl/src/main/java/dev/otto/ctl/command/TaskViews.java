package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Listing;
import dev.otto.ctl.output.Output;
import dev.otto.ctl.output.Receipt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands {@code task …} that only read. */
final class TaskViews {
  private TaskViews() {}

  /** The command {@code task list}. */
  static final class ListTasks extends Verb {
    private static final Listing TASKS =
        Listing.named("id")
            .column("TASK", "id")
            .column("STATUS", ListTasks::status)
            .column("SCHEDULE", ListTasks::schedule)
            .time("NEXT RUN", "nextRunAt")
            .column("MODEL", ListTasks::model)
            .column("FLOW", "flow")
            .plain(
                job ->
                    tabs(
                        job.text("id"),
                        job.text("status"),
                        job.text("nextRunAt"),
                        model(job),
                        schedule(job)));

    private final Argument<String> status =
        takes(
            Argument.text(
                "--status", "S", List.of("idle", "running", "paused"), "idle, running or paused"));

    private final Argument<String> search =
        text("--search", "S", "Only those that contain this text");

    private final Argument<Integer> limit =
        takes(Argument.option(Integer.class, "--limit", "N", "The maximum number; default: all"));

    ListTasks() {
      super("Lists tasks, most recently changed first.", "ottoctl task list --status paused");
    }

    @Override
    public Integer call() {
      var query = new LinkedHashMap<String, String>();
      status.find().ifPresent(value -> query.put("status", value));
      search.find().ifPresent(value -> query.put("search", value));
      JsonObject answer = api().jobs(query, limit.find().orElse(Integer.MAX_VALUE));
      var jobs = Fields.of(answer).list("jobs");
      TASKS.print(out(), answer, jobs);
      if (jobs.isEmpty()) {
        out().remark("no tasks; see: ottoctl task create --help");
      } else if (Fields.of(answer).find("nextCursor").isPresent()) {
        out().remark("there are more; list all of them without --limit");
      }
      return 0;
    }

    /** Returns the schedule as typed; {@code task show} describes it in words. */
    private static String schedule(Fields job) {
      return job.find("cron")
          .or(() -> job.find("cadenceMinutes").map(minutes -> "every " + minutes + " min"))
          .orElse(job.text("scheduleType").equals("oneshot") ? "once" : "");
    }

    private static String model(Fields job) {
      return job.find("modelRef").orElse("inherit");
    }

    private static String status(Output out, Fields job) {
      String state = job.find("terminalState").orElse(job.text("status"));
      if (state.equals("idle") && job.find("scheduleProblem").isPresent()) {
        return out.style().bad("set aside");
      }
      return switch (state) {
        case "running" -> out.style().good(state);
        case "paused" -> out.style().odd(state);
        case "completed", "cancelled", "expired" -> out.style().faint(state);
        default -> state;
      };
    }
  }

  /** The command {@code task show}. */
  static final class One extends Verb {
    private final Argument<String> id = place(Known.TASK);

    One() {
      super(
          "Shows one task and the model that it would use now.", "ottoctl task show morning-news");
    }

    @Override
    public Integer call() {
      JsonObject answer = api().job(id.value());
      var out = out();
      var job = Fields.of(answer);
      out.print(
          answer,
          () -> table(out, job),
          () -> answer.keySet().stream().map(key -> tabs(key, job.text(key))).toList(),
          () -> List.of(job.text("id")));
      return 0;
    }

    private static List<String> table(Output out, Fields job) {
      var table = out.table();
      for (String key : job.object().keySet()) {
        switch (key) {
          case "effectiveModel" -> {
            var model = job.in(key);
            String effort = model.find("variant").map(it -> ", effort " + it).orElse("");
            table.row(
                key, ModelCommands.modelOf(model) + effort + "  (" + model.text("source") + ")");
            table.row("", model.text("reason"));
          }
          case "runAt", "nextRunAt", "lastRunAt", "createdAt", "updatedAt" ->
              table.row(key, out.relative(job, key));
          case "nextAttemptAt" ->
              job.find(key).ifPresent(_ -> table.row(key, out.relative(job, key) + attempt(job)));
          case "acknowledgement" -> {
            var known = job.in(key);
            table.row(key, known.text("reason"));
            known
                .find("until")
                .ifPresent(_ -> table.row("", "until " + out.relative(known, "until")));
          }
          case "fallbacks", "onlyProviders" -> table.row(key, String.join(", ", job.texts(key)));
          case "nextAttempt", "maxAttempts" -> {}
          default -> job.find(key).ifPresent(value -> table.row(key, value));
        }
      }
      return table.lines();
    }

    /** Returns the attempt that the task waits for, beside its time. */
    private static String attempt(Fields job) {
      String all = job.find("maxAttempts").map(max -> " of " + max).orElse("");
      return "  (attempt " + job.text("nextAttempt") + all + ")";
    }
  }

  /** The command {@code task runs}. */
  static final class Runs extends Verb {
    private final Argument<String> id = place(Known.TASK);

    private final Argument<Integer> limit = number("--limit", 20, "1 to 200");

    private final Argument<Integer> offset = number("--offset", 0, "Skips the newest N");

    Runs() {
      super(
          "Lists the runs of a task with their receipts.",
          "ottoctl task runs morning-news --limit 5");
    }

    @Override
    public Integer call() {
      JsonObject answer =
          api()
              .runs(
                  id.value(),
                  Map.of(
                      "limit",
                      Integer.toString(limit.value()),
                      "offset",
                      Integer.toString(offset.value())));
      var runs = Fields.of(answer).list("runs");
      Receipt.RUNS.print(out(), answer, runs);
      long end = offset.value() + (long) runs.size();
      if (!runs.isEmpty() && end < Fields.of(answer).number("total").orElse(0L)) {
        out().remark("there are older ones; see: --offset " + end);
      }
      return 0;
    }
  }

  /** The command {@code task audit}. */
  static final class TaskAudit extends Verb {
    private static final Listing ENTRIES =
        Listing.named("id")
            .time("WHEN", "createdAt")
            .column("ACTION", "action")
            .column("LANE", "lane")
            .column("ACTOR", "actor")
            .column("WHAT", "metadataJson")
            .plain("createdAt", "action", "actor");

    private static final int MAX_ENTRIES = 200;

    private final Argument<String> id = place(Known.TASK);

    private final Argument<Integer> limit = number("--limit", 20, "1 to " + MAX_ENTRIES);

    TaskAudit() {
      super("Lists who changed a task, when and how.", "ottoctl task audit morning-news");
    }

    @Override
    public Integer call() {
      JsonObject answer =
          api().jobAudit(id.value(), Map.of("limit", Integer.toString(limit.value())));
      var entries = Fields.of(answer).list("entries");
      ENTRIES.print(out(), answer, entries);
      if (entries.size() == limit.value() && entries.size() < MAX_ENTRIES) {
        out().remark("there may be older ones; see: --limit " + MAX_ENTRIES);
      }
      return 0;
    }
  }
}
