package dev.otto.ctl;

import static dev.otto.ctl.Output.tabs;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code task} that only look. */
final class TaskViews {
  private TaskViews() {}

  /** {@code task list}. */
  @Command(
      name = "list",
      description = "Lists tasks, the newest change first.",
      footer = {"", "Example: ottoctl task list --status paused"})
  static final class All extends Verb implements Callable<Integer> {
    private static final Listing TASKS =
        Listing.named("id")
            .column("TASK", "id")
            .column("STATUS", All::status)
            .time("NEXT RUN", "nextRunAt")
            .column("MODEL", All::model)
            .column("FLOW", "flow")
            .plain(
                job -> tabs(job.text("id"), job.text("status"), job.text("nextRunAt"), model(job)));

    @Option(names = "--status", paramLabel = "S", description = "idle, running or paused")
    private Optional<String> status = Optional.empty();

    @Option(names = "--search", paramLabel = "S", description = "Only those that hold this text")
    private Optional<String> search = Optional.empty();

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "1000",
        description = "At most so many")
    private int limit;

    @Override
    public Integer call() {
      var query = new LinkedHashMap<String, String>();
      status.ifPresent(value -> query.put("status", value));
      search.ifPresent(value -> query.put("search", value));
      query.put("limit", Integer.toString(limit));
      JsonObject answer = api().jobs(query);
      var jobs = Fields.of(answer).list("jobs");
      TASKS.print(out(), answer, jobs);
      if (jobs.isEmpty()) {
        out().remark("no task; make one with: ottoctl task create --help");
      }
      return 0;
    }

    private static String model(Fields job) {
      return job.find("modelRef").orElse("inherit");
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
  }

  /** {@code task show}. */
  @Command(
      name = "show",
      description = "Shows one task and the model that it would use now.",
      footer = {"", "Example: ottoctl task show morning-news"})
  static final class One extends Verb implements Callable<Integer> {
    @Parameters(paramLabel = "ID")
    private String id = "";

    @Override
    public Integer call() {
      JsonObject answer = api().job(id);
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
      var table = new Table(out.style());
      for (String key : job.object().keySet()) {
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
    }
  }

  /** {@code task runs}. */
  @Command(
      name = "runs",
      description = "Lists the runs of a task with their receipts.",
      footer = {"", "Example: ottoctl task runs morning-news --limit 5"})
  static final class Runs extends Verb implements Callable<Integer> {
    @Parameters(paramLabel = "ID")
    private String id = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "1 to 200")
    private int limit;

    @Option(
        names = "--offset",
        paramLabel = "N",
        defaultValue = "0",
        description = "Skips the newest N")
    private int offset;

    @Override
    public Integer call() {
      JsonObject answer =
          api()
              .runs(
                  id, Map.of("limit", Integer.toString(limit), "offset", Integer.toString(offset)));
      Receipt.RUNS.print(out(), answer, Fields.of(answer).list("runs"));
      return 0;
    }
  }

  /** {@code task audit}. */
  @Command(
      name = "audit",
      description = "Tells who changed a task, when and how.",
      footer = {"", "Example: ottoctl task audit morning-news"})
  static final class Audit extends Verb implements Callable<Integer> {
    private static final Listing ENTRIES =
        Listing.named("id")
            .time("WHEN", "createdAt")
            .column("ACTION", "action")
            .column("LANE", "lane")
            .column("ACTOR", "actor")
            .column("WHAT", "metadataJson")
            .plain("createdAt", "action", "actor");

    @Parameters(paramLabel = "ID")
    private String id = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "1 to 200")
    private int limit;

    @Override
    public Integer call() {
      JsonObject answer = api().jobAudit(id, Map.of("limit", Integer.toString(limit)));
      ENTRIES.print(out(), answer, Fields.of(answer).list("entries"));
      return 0;
    }
  }
}
