package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Output;
import dev.otto.ctl.output.Spent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/** The command {@code model check}: whether models answer, each told as soon as it is known. */
final class CheckCommand extends Verb {
  /** The number that Otto asks at once; more would only wait there. */
  private static final int AT_ONCE = 4;

  private final Argument<List<String>> models =
      takes(Argument.places(Known.MODEL, "The models; without any, those in use"));
  private final Argument<Integer> timeout =
      number("--timeout", 90, "The seconds that each may take, 1 to 600");
  private final Argument<Boolean> overBudget =
      flag("--over-budget", "Ask although a budget is spent");

  CheckCommand() {
    super(
        "Asks models for one word, to see whether they answer, how soon and for how much.",
        "ottoctl model check openai/gpt-5 ollama/qwen3",
        "ottoctl model check --timeout 20 -o json");
  }

  @Override
  public Integer call() throws InterruptedException {
    OttoApi api = api();
    Output out = out();
    List<String> refs = models.find().filter(named -> !named.isEmpty()).orElseGet(() -> used(api));
    out.remark("asking " + refs.size() + (refs.size() == 1 ? " model ..." : " models ..."));
    var threads = Executors.newFixedThreadPool(AT_ONCE, CheckCommand::daemon);
    var done = new ExecutorCompletionService<JsonObject>(threads);
    refs.stream().distinct().forEach(ref -> done.submit(() -> check(api, ref)));
    var checks = new JsonArray();
    boolean all = true;
    for (long left = refs.stream().distinct().count(); left > 0; left--) {
      JsonObject check = next(done);
      checks.add(check);
      all &= Fields.of(check).is("answers");
      if (!out.oneDocument()) {
        print(out, check);
      }
    }
    if (out.oneDocument()) {
      var answer = new JsonObject();
      answer.add("checks", checks);
      print(out, answer);
    }
    return all ? 0 : ApiException.FAILED;
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "ottoctl-check");
    thread.setDaemon(true);
    return thread;
  }

  private static List<String> used(OttoApi api) {
    return Fields.of(api.usage()).list("models").stream()
        .filter(
            model ->
                model.is("globalDefault")
                    || !model.texts("flows").isEmpty()
                    || !model.texts("jobs").isEmpty())
        .map(model -> model.text("modelRef"))
        .toList();
  }

  private JsonObject check(OttoApi api, String ref) {
    var refs = new JsonArray();
    refs.add(ref);
    var body = new JsonObject();
    body.add("modelRefs", refs);
    body.addProperty("timeoutSeconds", timeout.value());
    JsonObject answer =
        api.checkModels(body, overBudget.value() ? Map.of("overBudget", "true") : Map.of());
    return Fields.of(answer).list("checks").getFirst().object();
  }

  private static JsonObject next(ExecutorCompletionService<JsonObject> done)
      throws InterruptedException {
    try {
      return done.take().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void print(Output out, JsonObject answer) {
    var check = Fields.of(answer);
    out.print(
        answer,
        () -> List.of(line(out, check)),
        () -> List.of(plain(check)),
        () -> List.of(check.text("modelRef")));
  }

  private static String line(Output out, Fields check) {
    String spent =
        check
            .number("inputTokens")
            .filter(tokens -> tokens > 0)
            .map(tokens -> "; " + Spent.tokens(check) + ", " + Spent.cost(check))
            .orElse("");
    return check.is("answers")
        ? out.style().good("ok") + "  " + check.text("message") + spent
        : out.style().bad(check.text("error"))
            + "  "
            + check.text("modelRef")
            + ": "
            + check.text("message")
            + spent;
  }

  private static String plain(Fields check) {
    return tabs(
        check.text("modelRef"),
        check.find("error").orElse("ok"),
        check.text("servedModelRef"),
        check.text("firstTokenMs"),
        check.text("tookMs"),
        check.text("inputTokens"),
        check.text("outputTokens"),
        check.text("costUsd"),
        check.text("message"));
  }
}
