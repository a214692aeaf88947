package dev.otto.controlplane.jobs.detail;

import dev.otto.controlplane.jobs.RunOutcome;
import dev.otto.controlplane.page.HarmlessText;
import dev.otto.controlplane.page.Spent;
import dev.otto.wire.ModelSource;
import dev.otto.wire.RunItem;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two runs beside each other, the earlier one first.
 *
 * @param answers the lines of their answers; none where both are the same
 */
public record CompareView(RunItem before, RunItem after, List<LineDiff.Row> answers) {
  /** The number of characters of each answer that are compared. */
  private static final int MAX_ANSWER = 64 * 1024;

  /** A line of both receipts. */
  public record Line(String label, String before, String after) {
    public boolean same() {
      return before.equals(after);
    }
  }

  static CompareView of(RunItem one, RunItem other) {
    boolean inOrder = one.startedAt() <= other.startedAt();
    RunItem before = inOrder ? one : other;
    RunItem after = inOrder ? other : one;
    return new CompareView(before, after, LineDiff.of(answer(before), answer(after)));
  }

  private static String answer(RunItem run) {
    return HarmlessText.of(HarmlessText.beginning(RunView.output(run), MAX_ANSWER));
  }

  /** Reports whether only the beginnings of the answers are compared. */
  public boolean shortened() {
    return RunView.output(before).length() > MAX_ANSWER
        || RunView.output(after).length() > MAX_ANSWER;
  }

  /** Reports whether both have the same answer, which may be none. */
  public boolean sameAnswer() {
    return answers.isEmpty();
  }

  /** Returns the two receipts, line by line. */
  public List<Line> receipts() {
    return List.of(
        line("Outcome", run -> RunOutcome.of(run.state(), run.errorCode()).label()),
        line("Error", run -> text(run.errorMessage())),
        line("Requested", run -> Objects.requireNonNullElse(run.requestedModelRef(), "inherited")),
        line("Resolved", run -> text(run.resolvedModelRef())),
        line("Chosen by", run -> ModelSource.label(run.modelSource())),
        line("Served by", run -> text(run.servedModelRef())),
        line("Why", run -> text(run.fallbackReason())),
        line("Effort", run -> text(run.variant())),
        line("Tried", CompareView::tried),
        line("Tokens", run -> Spent.of(run).tokens()),
        line("Cost", run -> Spent.of(run).cost()),
        line("By model", CompareView::byModel),
        line("Asked", run -> Integer.toString(run.permissions().size())),
        line("Took", RunView::took));
  }

  private Line line(String label, Function<RunItem, String> words) {
    return new Line(label, words.apply(before), words.apply(after));
  }

  private static String tried(RunItem run) {
    return RunView.tries(run).stream()
        .map(one -> one.modelRef() + ": " + Objects.requireNonNullElse(one.errorCode(), "answered"))
        .collect(Collectors.joining("\n"));
  }

  private static String byModel(RunItem run) {
    return run.servedModels().stream()
        .map(model -> model.modelRef() + ": " + Spent.part(model))
        .collect(Collectors.joining("\n"));
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
