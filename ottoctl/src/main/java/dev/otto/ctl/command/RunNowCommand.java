package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Output;
import dev.otto.ctl.output.Receipt;
import dev.otto.ctl.output.Spent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The command {@code task run-now}: starts a task and, if requested, follows the run to its end.
 */
final class RunNowCommand extends Verb {
  private static final Set<String> ENDED_WELL = Set.of("succeeded", "skipped");
  private static final long LOOK_EVERY_MILLIS = 250;
  private static final long NOT_STARTED_AFTER_MILLIS = 60_000;

  private final Argument<String> id = place(Known.TASK);
  private final Argument<Boolean> wait =
      flag("--wait", "Follow the run, print its receipt, exit by its result");
  private final Argument<String> model =
      text("--model", Known.MODEL, "The model of this run alone, instead of the task's own");
  private final Argument<Boolean> overBudget =
      flag("--over-budget", "Run it although a budget is spent");
  private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; run nothing");

  RunNowCommand() {
    super(
        "Runs a task now.",
        "ottoctl task run-now morning-news --wait",
        "ottoctl task run-now morning-news --model openai/gpt-5 --wait");
  }

  @Override
  public Integer call() throws InterruptedException {
    var context = context();
    var api = context.api();
    Optional<String> before = newest(api).map(run -> run.text("id"));
    var query = new LinkedHashMap<>(ModelCommands.dryRun(dryRun.value()));
    if (overBudget.value()) {
      query.put("overBudget", "true");
    }
    model.find().ifPresent(ref -> query.put("modelRef", ref));
    JsonObject answer = api.runNow(id.value(), query);
    Fields.of(answer).texts("warnings").forEach(context.output()::warn);
    if (wait.value() && !dryRun.value()) {
      return follow(api, context.output(), before);
    }
    var done = Fields.of(answer);
    context
        .output()
        .print(
            answer,
            () ->
                List.of(
                    dryRun.value()
                        ? id.value() + " could run now"
                        : id.value() + " runs now; see: ottoctl task runs " + id.value()),
            () -> List.of(tabs("id", done.text("id")), tabs("status", done.text("status"))),
            () -> List.of(done.text("id")));
    return 0;
  }

  private int follow(OttoApi api, Output out, Optional<String> before) throws InterruptedException {
    out.remark("waiting for the run of " + id.value() + " ...");
    long started = System.nanoTime();
    String announced = "";
    String progress = "";
    while (true) {
      var run = newest(api).filter(newest -> !before.equals(Optional.of(newest.text("id"))));
      if (run.isPresent() && run.get().find("finishedAt").isPresent()) {
        return end(out, whole(api, run.get()));
      }
      if (run.isPresent() && announced.isEmpty()) {
        announced = run.get().text("resolvedModelRef");
        out.remark("running on " + announced);
      }
      String now = run.map(Spent::soFar).orElse("");
      if (!now.equals(progress)) {
        progress = now;
        out.remark(now.isEmpty() ? "running" : now);
      }
      if (run.isEmpty() && System.nanoTime() - started > NOT_STARTED_AFTER_MILLIS * 1_000_000) {
        throw ApiException.failed(
            id.value()
                + " has not started within a minute; ottoctl status shows whether the scheduler"
                + " runs.");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    }
  }

  /** Returns the run with its whole answer, which a list may have shortened. */
  private Fields whole(OttoApi api, Fields listed) {
    return Fields.of(api.run(id.value(), listed.text("id"))).in("run");
  }

  private Optional<Fields> newest(OttoApi api) {
    return Fields.of(api.runs(id.value(), Map.of("limit", "1"))).list("runs").stream().findFirst();
  }

  private static int end(Output out, Fields run) {
    out.print(
        run.object(),
        () -> Receipt.of(out, run),
        () -> Receipt.RUNS.lines(List.of(run)),
        () -> List.of(run.text("id")));
    boolean well = ENDED_WELL.contains(run.text("state")) && run.find("errorCode").isEmpty();
    return well ? 0 : ApiException.FAILED;
  }
}
