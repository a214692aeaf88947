package dev.otto.controlplane.api;

import java.util.Arrays;
import java.util.Optional;

/** The ways by which Otto comes to prompt. */
public enum Flow {
  SCHEDULED_TASKS("scheduledTasks", "Scheduled tasks", "Jobs that name no model of their own."),
  INTERACTIVE_ASSISTANT(
      "interactiveAssistant", "Assistant", "Somebody waits for the answer: chat and ottoctl ask."),
  HEARTBEAT("heartbeat", "Heartbeat", "The regular summary of what happened."),
  WATCHDOG_FAILURES("watchdogFailures", "Watchdog", "Alerts about runs that failed.");

  private final String key;
  private final String label;
  private final String purpose;

  Flow(String key, String label, String purpose) {
    this.key = key;
    this.label = label;
    this.purpose = purpose;
  }

  /** As on the wire. */
  public String key() {
    return key;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /** What it is for, in a sentence. */
  public String purpose() {
    return purpose;
  }

  public static Optional<Flow> of(String key) {
    return Arrays.stream(values()).filter(flow -> flow.key.equals(key)).findFirst();
  }
}
