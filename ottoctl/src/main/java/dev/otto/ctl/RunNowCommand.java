package dev.otto.ctl;

import static dev.otto.ctl.Output.tabs;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code task run-now}: starts a task and, where wanted, follows the run to its end. */
@Command(
    name = "run-now",
    description = "Runs a task now.",
    footer = {"", "Example: ottoctl task run-now morning-news --wait"})
final class RunNowCommand extends Verb implements Callable<Integer> {
  private static final long LOOK_EVERY_MILLIS = 250;
  private static final long NOT_STARTED_AFTER_MILLIS = 60_000;

  @Parameters(paramLabel = "ID")
  private String id = "";

  @Option(names = "--wait", description = "Follow the run, print its receipt, exit by its result")
  private boolean wait;

  @Option(names = "--dry-run", description = "Check it, run nothing")
  private boolean dryRun;

  @Override
  public Integer call() throws InterruptedException {
    var ottoctl = ottoctl();
    var api = ottoctl.api();
    Optional<String> before = newest(api).map(run -> run.text("id"));
    JsonObject answer = api.runNow(id, ModelCommand.dryRun(dryRun));
    if (wait && !dryRun) {
      return follow(api, ottoctl.output(), before);
    }
    var done = Fields.of(answer);
    ottoctl
        .output()
        .print(
            answer,
            () ->
                List.of(
                    dryRun
                        ? id + " could run now"
                        : id + " runs now; see: ottoctl task runs " + id),
            () -> List.of(tabs("id", done.text("id")), tabs("status", done.text("status"))),
            () -> List.of(done.text("id")));
    return 0;
  }

  private int follow(OttoApi api, Output out, Optional<String> before) throws InterruptedException {
    out.remark("waiting for the run of " + id + " ...");
    long started = System.nanoTime();
    String announced = "";
    while (true) {
      var run = newest(api).filter(newest -> !before.equals(Optional.of(newest.text("id"))));
      if (run.isPresent() && run.get().find("finishedAt").isPresent()) {
        return end(out, run.get());
      }
      if (run.isPresent() && announced.isEmpty()) {
        announced = run.get().text("resolvedModelRef");
        out.remark("running on " + announced);
      }
      if (run.isEmpty() && System.nanoTime() - started > NOT_STARTED_AFTER_MILLIS * 1_000_000) {
        throw ApiException.failed(
            id
                + " has not started within a minute; ottoctl status tells whether the scheduler runs.");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    }
  }

  private Optional<Fields> newest(OttoApi api) {
    return Fields.of(api.runs(id, Map.of("limit", "1"))).list("runs").stream().findFirst();
  }

  private static int end(Output out, Fields run) {
    out.print(
        run.object(),
        () -> Receipt.of(out, run),
        () -> Receipt.RUNS.lines(List.of(run)),
        () -> List.of(run.text("id")));
    return run.text("state").equals("succeeded") ? 0 : ApiException.FAILED;
  }
}
