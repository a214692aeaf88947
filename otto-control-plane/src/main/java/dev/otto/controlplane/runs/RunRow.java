package dev.otto.controlplane.runs;

import dev.otto.controlplane.jobs.RunOutcome;
import dev.otto.controlplane.jobs.detail.RunView;
import dev.otto.controlplane.page.Spent;
import dev.otto.wire.RunItem;
import java.util.Objects;

/** A run in a list. */
public record RunRow(RunItem run) {
  private static final int EXCERPT = 140;

  public RunOutcome outcome() {
    return RunOutcome.of(run.state(), run.errorCode());
  }

  public Spent spent() {
    return Spent.of(run);
  }

  public String took() {
    return RunView.took(run);
  }

  /** Returns the beginning of the error, or else of the answer, in one line. */
  public String excerpt() {
    String text = Objects.requireNonNullElseGet(run.errorMessage(), () -> RunView.output(run));
    String line = text.strip().replaceAll("\\s+", " ");
    int end = line.offsetByCodePoints(0, Math.min(EXCERPT, line.codePointCount(0, line.length())));
    return end < line.length() ? line.substring(0, end) + "…" : line;
  }
}
