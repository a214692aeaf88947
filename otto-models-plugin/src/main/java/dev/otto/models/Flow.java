package dev.otto.models;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A kind of work that has a default model of its own. */
public enum Flow {
  /** Interactive use: a person is waiting for the answer. */
  INTERACTIVE_ASSISTANT("interactiveAssistant"),
  /** The operator's jobs; also the flow of jobs that name none. */
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

  /** Returns the name used in files and in the REST API, such as {@code scheduledTasks}. */
  public String key() {
    return key;
  }

  /** Returns the flow with this key; empty if there is none. The key is case-sensitive. */
  public static Optional<Flow> parse(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /** Returns all keys in the order in which they are shown to people. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Flow::key).toList();
  }

  @Override
  public String toString() {
    return key;
  }
}
