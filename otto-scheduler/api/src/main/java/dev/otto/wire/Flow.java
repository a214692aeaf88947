package dev.otto.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of work that have a default model each, in the order in which they are listed. */
public enum Flow {
  INTERACTIVE_ASSISTANT(
      "interactiveAssistant", "Assistant", "Interactive use: chat and ottoctl ask."),
  SCHEDULED_TASKS("scheduledTasks", "Scheduled tasks", "Jobs that name no model of their own."),
  HEARTBEAT("heartbeat", "Heartbeat", "The regular summary of recent runs."),
  WATCHDOG_FAILURES("watchdogFailures", "Watchdog", "Alerts about failed runs.");

  private final String key;
  private final String label;
  private final String purpose;

  Flow(String key, String label, String purpose) {
    this.key = key;
    this.label = label;
    this.purpose = purpose;
  }

  /** The name in JSON. */
  public String key() {
    return key;
  }

  /** The name for people. */
  public String label() {
    return label;
  }

  /** One sentence for people: what it is for. */
  public String purpose() {
    return purpose;
  }

  /** Returns the flow with this key; empty if there is none. The key is case-sensitive. */
  public static Optional<Flow> of(String key) {
    return Arrays.stream(values()).filter(flow -> flow.key.equals(key)).findFirst();
  }

  /** All keys. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Flow::key).toList();
  }

  @Override
  public String toString() {
    return key;
  }
}
