package dev.otto.controlplane.jobs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The outcome of a run, for people. */
public enum RunOutcome {
  RUNNING("running", "Running", "accent"),
  SUCCEEDED("succeeded", "Succeeded", "ok"),
  FAILED("failed", "Failed", "bad"),
  /** Ended by a person, which is no failure; the contract has it as one with its own code. */
  ABORTED("aborted", "Aborted", ""),
  LOST("lost", "Lost", "bad"),
  SKIPPED("skipped", "Skipped", "");

  private final String key;
  private final String label;
  private final String style;

  RunOutcome(String key, String label, String style) {
    this.key = key;
    this.label = label;
    this.style = style;
  }

  public static RunOutcome of(String state, @Nullable String errorCode) {
    return ABORTED.key.equals(errorCode)
        ? ABORTED
        : Arrays.stream(values()).filter(one -> one.key.equals(state)).findFirst().orElse(SKIPPED);
  }

  /** Reports whether it ended badly, by no person's wish. */
  public boolean failed() {
    return this == FAILED || this == LOST;
  }

  public String label() {
    return label;
  }

  /** Returns the style of its badge. */
  public String style() {
    return style;
  }
}
