package dev.otto.ctl.output;

import dev.otto.ctl.client.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The receipt of a run: the model it requested, the one it got, and the reason. */
public final class Receipt {
  private static final String[] KEYS = {
    "id",
    "startedAt",
    "state",
    "requestedModelRef",
    "servedModelRef",
    "modelSource",
    "errorCode",
    "jobId"
  };

  /** The runs of one task. */
  public static final Listing RUNS =
      columns(Listing.named("id").time("STARTED", "startedAt"))
          .plain(Arrays.copyOf(KEYS, KEYS.length - 1));

  /** The runs of all tasks, each with its task. */
  public static final Listing RUNS_OF_ALL =
      columns(Listing.named("id").time("STARTED", "startedAt").column("TASK", "jobId")).plain(KEYS);

  private Receipt() {}

  private static Listing columns(Listing runs) {
    return runs.column("STATE", Receipt::state)
        .column("REQUESTED", run -> run.find("requestedModelRef").orElse("inherit"))
        .column("SERVED", Receipt::served)
        .column("WHY", run -> run.find("errorCode").orElse(run.text("modelSource")))
        .column("TOKENS", Spent::column)
        .column("TOOK", Receipt::took)
        .column("RUN", "id");
  }

  /** Returns the receipt of one run that was waited for. */
  public static List<String> of(Output out, Fields run) {
    var lines = new ArrayList<String>();
    lines.add(state(out, run) + " in " + took(run));
    var table = out.table();
    table.row("requested", run.find("requestedModelRef").orElse("inherit"));
    table.row("resolved", run.text("resolvedModelRef") + "  (" + run.text("modelSource") + ")");
    run.find("variant").ifPresent(effort -> table.row("effort", effort));
    table.row("served", served(out, run));
    run.find("fallbackReason").ifPresent(reason -> table.row("fallback", out.style().odd(reason)));
    run.list("tries").forEach(one -> table.row("tried", tried(out, one)));
    table.row("tokens", Spent.tokens(run));
    table.row("cost", Spent.cost(run));
    run.list("servedModels").forEach(model -> table.row("model", Spent.part(model)));
    run.find("retryOf").ifPresent(before -> table.row("attempt", attempt(run, before)));
    run.find("node").ifPresent(node -> table.row("node", node));
    for (Fields asked : run.list("permissions")) {
      table.row("asked", permission(out, asked));
    }
    run.find("errorMessage")
        .ifPresent(message -> table.row("error", run.text("errorCode") + ": " + message));
    if (run.object().has("prompt") && run.find("sessionId").isPresent()) {
      table.row("prompt", run.find("prompt").orElse("not kept"));
    }
    run.find("resultJson").ifPresent(result -> table.row("result", result));
    if (run.is("resultTruncated")) {
      table.row("", out.style().odd("cut: the answer was longer than opencode.maxAnswerBytes"));
    }
    lines.addAll(table.lines());
    return lines;
  }

  /** Returns one request of OpenCode and its answer. */
  public static String permission(Output out, Fields asked) {
    String what =
        asked.text("permission") + " (" + String.join(", ", asked.texts("patterns")) + ")";
    return asked.text("reply").equals("reject")
        ? what + ": " + out.style().odd("refused")
        : what + ": allowed";
  }

  private static String tried(Output out, Fields one) {
    String result = one.find("errorCode").map(out.style()::bad).orElse("answered");
    return one.text("modelRef") + ": " + result + " after " + took(one);
  }

  private static String attempt(Fields run, String before) {
    String all = run.find("maxAttempts").map(max -> " of " + max).orElse("");
    return run.text("attempt") + all + ", a retry of run " + before;
  }

  private static String state(Output out, Fields run) {
    String state = run.text("state");
    return switch (state) {
      case "succeeded" -> out.style().good(state);
      case "failed", "lost" -> out.style().bad(state);
      default -> state;
    };
  }

  private static String served(Output out, Fields run) {
    String served = run.text("servedModelRef");
    boolean asResolved = served.equals("-") || served.equals(run.text("resolvedModelRef"));
    return asResolved ? served : out.style().odd(served);
  }

  private static String took(Fields run) {
    return run.number("finishedAt")
        .flatMap(
            end ->
                run.number("startedAt")
                    .map(start -> String.format(Locale.ROOT, "%.1f s", (end - start) / 1000.0)))
        .orElse("-");
  }
}
