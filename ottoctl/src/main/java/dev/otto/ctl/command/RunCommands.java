package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Output;
import dev.otto.ctl.output.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The commands {@code run …}: what ran, whatever its task is. */
final class RunCommands {
  private RunCommands() {}

  static Verb noun() {
    return Verb.noun("Finds and shows runs of all tasks.", "ottoctl run list --state failed,lost");
  }

  /** The command {@code run list}. */
  static final class ListRuns extends Verb {
    private final RunFilterOptions filter = new RunFilterOptions(this);
    private final Argument<Integer> limit = number("--limit", 20, "The maximum number");

    ListRuns() {
      super(
          "Lists runs of all tasks with their receipts, newest first.",
          "ottoctl run list --state failed,lost --since 24h",
          "ottoctl run list --task morning-news --text 'timeout gateway*'",
          "ottoctl run list --requested openai/gpt-5 --fallback --min-cost 0.10");
    }

    @Override
    public Integer call() {
      if (limit.value() < 1) {
        throw ApiException.usage("--limit must be at least 1, not " + limit.value() + ".");
      }
      JsonObject answer = api().searchRuns(filter.query(context().clock().millis()), limit.value());
      var found = Fields.of(answer);
      var runs = found.list("runs");
      Receipt.RUNS_OF_ALL.print(out(), answer, runs);
      if (runs.isEmpty()) {
        out().remark("no runs match");
      } else if (found.find("nextCursor").isPresent()) {
        out().remark("there are older ones; see: --limit " + 10 * limit.value());
      }
      found
          .find("notSearchable")
          .ifPresent(number -> out().warn("the text of " + number + " runs is not searchable yet"));
      return 0;
    }
  }

  /** The command {@code run show}. */
  static final class One extends Verb {
    private final Argument<String> id = place(Known.RUN);

    One() {
      super(
          "Shows one run with its receipt, its prompt and its answer.",
          "ottoctl run show d8268fed-8f77-497a-81bd-5a83eec00d14");
    }

    @Override
    public Integer call() {
      Fields run = withPrompt(api().findRun(id.value()));
      var out = out();
      out.print(
          run.object(),
          () -> table(out, run),
          () ->
              run.object().keySet().stream()
                  .map(key -> tabs(key, run.text(key).replace("\n", "\\n")))
                  .toList(),
          () -> List.of(run.text("id")));
      return 0;
    }

    private static Fields withPrompt(JsonObject answer) {
      Fields run = Fields.of(answer).in("run");
      run.object().add("prompt", answer.get("prompt"));
      return run;
    }

    private static List<String> table(Output out, Fields run) {
      var lines = new ArrayList<String>();
      lines.add("task " + run.text("jobId") + ", started " + out.relative(run, "startedAt"));
      lines.addAll(Receipt.of(out, run));
      return lines;
    }
  }

  /** The command {@code run output}. */
  static final class Answer extends Verb {
    private final Argument<String> id = place(Known.RUN);

    Answer() {
      super(
          "Prints the answer of a run, and nothing else.",
          "ottoctl run output d8268fed-8f77-497a-81bd-5a83eec00d14 > answer.md");
    }

    @Override
    public Integer call() {
      Fields run = run(this, id);
      String answer = run.find("resultJson").map(Answer::summary).orElseThrow(() -> none(run));
      out()
          .print(
              run.object(),
              () -> List.of(answer),
              () -> List.of(answer),
              () -> List.of(run.text("id")));
      if (run.is("resultTruncated")) {
        out().warn("cut: the answer was longer than opencode.maxAnswerBytes");
      }
      return 0;
    }

    private static String summary(String result) {
      return Fields.of(Times.object(result)).find("summary").orElse(result);
    }

    private static ApiException none(Fields run) {
      String why =
          run.find("errorMessage")
              .or(() -> run.find("state").map(state -> "it is " + state + "."))
              .orElse("");
      return ApiException.failed("Run " + run.text("id") + " has no answer: " + why);
    }
  }

  /** The command {@code run transcript}. */
  static final class Transcript extends Verb {
    private final Argument<String> id = place(Known.RUN);

    Transcript() {
      super(
          "Prints what models said and did in a run, where runs.transcriptDays keeps that.",
          "ottoctl run transcript d8268fed-8f77-497a-81bd-5a83eec00d14");
    }

    @Override
    public Integer call() {
      JsonObject answer = api().transcript(id.value());
      var transcript = Fields.of(answer);
      List<String> lines = transcript.list("entries").stream().flatMap(Transcript::lines).toList();
      out().print(answer, () -> lines, () -> lines, () -> List.of(transcript.text("runId")));
      if (transcript.is("truncated")) {
        out().warn("cut: more was said and done than Otto keeps of a run");
      }
      out().remark("keys that Otto recognises are taken out; that is a help and no promise");
      return 0;
    }

    private static Stream<String> lines(Fields entry) {
      String margin = "  ".repeat(entry.number("depth").orElse(0L).intValue());
      String head =
          entry.find("agent").map(it -> it + ", ").orElse("") + entry.find("modelRef").orElse("");
      Stream<String> said = entry.find("text").stream();
      Fields tool = entry.in("tool");
      Stream<String> called =
          tool.find("name").stream()
              .flatMap(
                  name ->
                      Stream.of(
                              Optional.of(name + " " + tool.text("status")),
                              tool.find("input").map(text -> "input: " + text),
                              tool.find("output").map(text -> "output: " + text))
                          .flatMap(Optional::stream));
      return Stream.of(Stream.of(entry.text("kind") + " [" + head + "]"), said, called)
          .flatMap(it -> it)
          .flatMap(String::lines)
          .map(line -> margin + line);
    }
  }

  private static Fields run(Verb verb, Argument<String> id) {
    return Fields.of(verb.api().findRun(id.value())).in("run");
  }
}
