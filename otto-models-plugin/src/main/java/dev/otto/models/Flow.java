package dev.otto.models;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of work that each have a default model of their own. */
public enum Flow {
  /** Somebody is waiting for the answer. */
  INTERACTIVE_ASSISTANT("interactiveAssistant"),
  /** Jobs of the operator; what a job belongs to that names no flow. */
  SCHEDULED_TASKS("scheduledTasks"),
  /** The regular summary of what ran. */
  HEARTBEAT("heartbeat"),
  /** Alerts about runs that failed. */
  WATCHDOG_FAILURES("watchdogFailures");

  private static final Map<String, Flow> BY_KEY =
      Arrays.stream(values()).collect(Collectors.toMap(Flow::key, Function.identity()));

  private final String key;

  Flow(String key) {
    this.key = key;
  }

  /** The name in files and on the wire, {@code scheduledTasks} for instance. */
  public String key() {
    return key;
  }

  /** The flow with this key; empty if there is none. Case counts. */
  public static Optional<Flow> parse(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /** All keys, in the order in which people are shown them. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Flow::key).toList();
  }

  @Override
  public String toString() {
    return key;
  }
}
