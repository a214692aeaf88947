package dev.otto.controlplane.jobs;

import java.util.Arrays;

/** The outcome of a run, for people. */
public enum RunOutcome {
  RUNNING("running", "Running", "accent"),
  SUCCEEDED("succeeded", "Succeeded", "ok"),
  FAILED("failed", "Failed", "bad"),
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

  public static RunOutcome of(String state) {
    return Arrays.stream(values()).filter(one -> one.key.equals(state)).findFirst().orElse(SKIPPED);
  }

  public String label() {
    return label;
  }

  /** Returns the style of its badge. */
  public String style() {
    return style;
  }
}
