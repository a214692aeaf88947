package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Output;
import java.util.List;
import java.util.Locale;

/** The command {@code model whatif}. */
final class WhatIfCommand extends Verb {
  private final Argument<String> from = text("--from", Known.MODEL, "The model that did the work");
  private final Argument<String> to = text("--to", Known.MODEL, "The model to compare it with");
  private final Argument<String> since =
      text("--since", "DAYS", "How far to look back, such as 7d; 30d if it is not given");

  WhatIfCommand() {
    super(
        "Tells what past runs would have cost with another model.",
        "ottoctl model whatif --from anthropic/claude-opus-4-5 --to openai/gpt-5 --since 7d");
  }

  @Override
  public Integer call() {
    var question = new JsonObject();
    question.addProperty("from", named(from, "--from"));
    question.addProperty("to", named(to, "--to"));
    since.find().ifPresent(text -> question.addProperty("sinceDays", days(text)));
    JsonObject answer = api().whatIf(question);
    var out = out();
    var costs = Fields.of(answer);
    List<Fields> jobs = costs.list("jobs");
    out.print(
        answer,
        () -> table(out, jobs),
        () -> jobs.stream().map(WhatIfCommand::plain).toList(),
        () -> jobs.stream().map(WhatIfCommand::name).toList());
    out.remark(costs.text("message"));
    costs.texts("lost").forEach(out::warn);
    jobs.forEach(job -> job.texts("cannot").forEach(it -> out.warn(name(job) + ": " + it)));
    return 0;
  }

  private static String named(Argument<String> model, String option) {
    return model
        .find()
        .orElseThrow(
            () -> ApiException.usage(option + " is missing; name both models, --from and --to."));
  }

  private static int days(String text) {
    String days = text.strip().replaceFirst("d$", "");
    if (!days.matches("\\d{1,4}")) {
      throw ApiException.usage(
          "\"%s\" is not a number of days; write it like 30d.".formatted(Fields.visible(text)));
    }
    return Integer.parseInt(days);
  }

  private static List<String> table(Output out, List<Fields> jobs) {
    if (jobs.isEmpty()) {
      return List.of();
    }
    var table = out.table("TASK", "RUNS", "COST", "WOULD COST");
    jobs.forEach(
        job ->
            table.row(
                name(job), job.text("receipts"), dollars(job, "billedUsd"), dollars(job, "usd")));
    return table.lines();
  }

  private static String plain(Fields job) {
    return tabs(name(job), job.text("receipts"), job.text("billedUsd"), job.text("usd"));
  }

  private static String name(Fields job) {
    return job.find("jobId").orElse("(assistant)");
  }

  private static String dollars(Fields job, String key) {
    return job.find(key)
        .map(amount -> String.format(Locale.ROOT, "$%.4f", Double.parseDouble(amount)))
        .orElse("no price");
  }
}
