package dev.otto.wire;

import java.util.List;

/** The conditions by which runs are found, by their names in the contract and for people. */
public enum RunCondition {
  TEXT("text", "Text"),
  STATE("state", "State"),
  JOB("jobId", "Job"),
  FLOW("flow", "Flow"),
  SURFACE("surface", "Asked through"),
  NODE("node", "Node"),
  REQUESTED("requestedModelRef", "Requested"),
  MODEL("modelRef", "Model"),
  FALLBACK("fallback", "Fell back"),
  FROM("from", "From"),
  TO("to", "Before"),
  MIN_COST("minCostUsd", "At least $"),
  MAX_COST("maxCostUsd", "At most $");

  /** The states that a run may be in; one that was aborted is not among those that failed. */
  public static final List<String> STATES =
      List.of("running", "succeeded", "skipped", "failed", "aborted", "lost");

  /** The surfaces through which a run may be asked for; scheduler is for those of a schedule. */
  public static final List<String> SURFACES = List.of("scheduler", "web", "cli", "rest", "jmx");

  private final String key;
  private final String label;

  RunCondition(String key, String label) {
    this.key = key;
    this.label = label;
  }

  public String key() {
    return key;
  }

  public String label() {
    return label;
  }
}
