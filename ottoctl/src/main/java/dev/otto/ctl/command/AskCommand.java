package dev.otto.ctl.command;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Receipt;
import dev.otto.ctl.output.Spent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command {@code ask}: one question on the interactive flow. */
final class AskCommand extends Verb {
  private final Argument<String> question =
      optionalPlace(
          String.class,
          "TEXT",
          "The question; - reads it from standard input, as does a pipe without one");

  private final Argument<String> session =
      text("--session", "ID", "Continue an earlier conversation");

  private final Argument<String> run =
      text("--run", Known.RUN, "Tell it of this run first: receipt, prompt and answer");

  private final Argument<Boolean> overBudget =
      flag("--over-budget", "Ask although a budget is spent");

  AskCommand() {
    super(
        "Asks the assistant; the model is the default of interactiveAssistant.",
        "ottoctl ask \"What does the newest run of morning-news say?\"",
        "ottoctl ask --run d8268fed-8f77-497a-81bd-5a83eec00d14 \"Why did it fail?\"",
        "git diff | ottoctl ask -");
  }

  @Override
  public Integer call() {
    var out = out();
    JsonObject answer = answer();
    var reply = Fields.of(answer);
    out.print(
        answer,
        () -> List.of(reply.text("text")),
        () -> List.of(reply.text("text")),
        () -> List.of(reply.text("sessionId")));
    if (reply.is("textTruncated")) {
      out.remark("the answer is cut: it was longer than opencode.maxAnswerBytes");
    }
    for (Fields asked : reply.list("permissions")) {
      out.remark("asked for " + Receipt.permission(out, asked));
    }
    out.remark(
        "%s (%s), %s, %s; continue with --session %s"
            .formatted(
                reply.text("servedModelRef"),
                reply.in("model").text("source"),
                Spent.tokens(reply),
                Spent.cost(reply),
                reply.text("sessionId")));
    return 0;
  }

  private JsonObject answer() {
    try {
      var more = new HashMap<String, String>();
      session.find().ifPresent(id -> more.put("sessionId", id));
      run.find().ifPresent(id -> more.put("runId", id));
      return api().ask(text(), more, overBudget.value() ? Map.of("overBudget", "true") : Map.of());
    } catch (ApiException e) {
      throw e.exitCode() == ApiException.FAILED && session.find().isPresent()
          ? e.with("; without --session a new conversation begins.")
          : e;
    }
  }

  private String text() {
    if (question.find().isEmpty() && context().atTerminal()) {
      throw ApiException.usage(
          "Give a question: ottoctl ask \"...\", or - to type it, up to Ctrl-D.");
    }
    return orPiped(question.find().orElse("-"));
  }
}
