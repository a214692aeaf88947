package dev.otto.controlplane.jobs;

import dev.otto.wire.JobItem;

/**
 * The state of a job, for people. A finished job is neither idle nor paused; one that is set aside
 * waits for another schedule.
 */
public enum JobState {
  IDLE("idle", "Idle", ""),
  RUNNING("running", "Running", "accent"),
  PAUSED("paused", "Paused", "warn"),
  SET_ASIDE("aside", "Set aside", "bad"),
  FINISHED("finished", "Finished", "");

  private final String key;
  private final String label;
  private final String style;

  JobState(String key, String label, String style) {
    this.key = key;
    this.label = label;
    this.style = style;
  }

  public static JobState of(JobItem job) {
    if (job.status().equals("running")) {
      return RUNNING;
    }
    if (job.terminalState() != null) {
      return FINISHED;
    }
    if (job.scheduleProblem() != null) {
      return SET_ASIDE;
    }
    return job.status().equals("paused") ? PAUSED : IDLE;
  }

  /** Returns the name used in addresses. */
  public String key() {
    return key;
  }

  public String label() {
    return label;
  }

  /** Returns the style of its badge. */
  public String style() {
    return style;
  }
}
