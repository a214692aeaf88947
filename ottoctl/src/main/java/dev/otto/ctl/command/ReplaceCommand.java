package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.output.Output;
import dev.otto.ctl.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command {@code model replace}. */
final class ReplaceCommand extends Verb {
  private final Argument<String> from =
      optionalPlace(String.class, "MODEL", "The model that is replaced");
  private final Argument<String> to =
      optionalPlace(String.class, "OTHER", "The model that takes its place");
  private final Argument<String> variant =
      text("--variant", "EFFORT", "The effort to ask of the other");
  private final Argument<Boolean> force =
      flag("--force", "Also by a model that the catalog lacks, or that cannot do what is needed");
  private final Argument<Long> undo =
      takes(Argument.option(Long.class, "--undo", "N", "Take this replacement back instead"));
  private final Argument<Boolean> dryRun = flag("--dry-run", "Show it and change nothing");

  ReplaceCommand() {
    super(
        "Puts one model in the place of another wherever tasks, flows and budgets name it.",
        "ottoctl model replace openai/gpt-4 openai/gpt-5 --dry-run",
        "ottoctl model replace --undo 4711");
  }

  @Override
  public Integer call() {
    JsonObject answer = answer();
    var out = out();
    var done = Fields.of(answer);
    out.print(
        answer,
        () -> shown(out, done),
        () -> done.list("changed").stream().map(ReplaceCommand::plain).toList(),
        () -> done.list("changed").stream().map(it -> it.text("id")).toList());
    done.texts("lost").forEach(out::warn);
    done.texts("overridden").forEach(out::warn);
    done.list("left")
        .forEach(
            it ->
                out.warn(
                    it.text("kind")
                        + " "
                        + it.text("id")
                        + " was changed since and stays as it is"));
    done.find("id")
        .ifPresent(id -> out.remark("to take it back: ottoctl model replace --undo " + id));
    if (dryRun.value()) {
      out.remark("dry run: nothing was changed");
    }
    return 0;
  }

  private JsonObject answer() {
    Map<String, String> query = ModelCommands.dryRun(dryRun.value());
    if (undo.find().isPresent()) {
      if (from.find().isPresent()) {
        throw ApiException.usage("Name two models or --undo, not both.");
      }
      return api().undoReplacement(undo.value(), query);
    }
    if (to.find().isEmpty()) {
      throw ApiException.usage(
          "Name the model that is replaced and the one that takes its place, or --undo.");
    }
    var wanted = new JsonObject();
    wanted.addProperty("from", from.value());
    wanted.addProperty("to", to.value());
    variant.find().ifPresent(effort -> wanted.addProperty("variant", effort));
    wanted.addProperty("force", force.value());
    return api().replaceModel(wanted, query);
  }

  private static List<String> shown(Output out, Fields done) {
    var lines = new ArrayList<String>();
    List<Fields> changed = done.list("changed");
    if (changed.isEmpty()) {
      return List.of("nothing names " + done.text("from"));
    }
    var models = out.table("MODEL", "CONTEXT", "$ IN", "$ OUT");
    row(models, done, "from", "fromModel");
    row(models, done, "to", "toModel");
    lines.addAll(models.lines());
    var table = out.table("", "ID", "BEFORE", "NOW");
    changed.forEach(
        it -> table.row(it.text("kind"), it.text("id"), named(it, "before"), named(it, "after")));
    lines.addAll(table.lines());
    return lines;
  }

  private static void row(Table table, Fields done, String ref, String model) {
    var details = done.in(model);
    table.row(
        done.text(ref),
        details.text("contextLimit"),
        details.text("inputCost"),
        details.text("outputCost"));
  }

  private static String plain(Fields change) {
    return tabs(
        change.text("kind"), change.text("id"), named(change, "before"), named(change, "after"));
  }

  private static String named(Fields change, String when) {
    var choice = change.in(when);
    String words = ChoiceOptions.words(choice);
    return choice.text("modelRef") + (words.isEmpty() ? "" : "  (" + words + ")");
  }
}
