package dev.otto.models;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of work that has a default model of its own: one of Otto's four, or one of an application
 * with the plugin. Equal where the keys are.
 */
public final class Flow implements Comparable<Flow> {
  /** Interactive use: a person is waiting for the answer. */
  public static final Flow INTERACTIVE_ASSISTANT = new Flow("interactiveAssistant", 0);

  /** The operator's jobs; also the flow of jobs that name none. */
  public static final Flow SCHEDULED_TASKS = new Flow("scheduledTasks", 1);

  /** The regular summary of what ran. */
  public static final Flow HEARTBEAT = new Flow("heartbeat", 2);

  /** Alerts about runs that failed. */
  public static final Flow WATCHDOG_FAILURES = new Flow("watchdogFailures", 3);

  private static final List<Flow> OTTOS =
      List.of(INTERACTIVE_ASSISTANT, SCHEDULED_TASKS, HEARTBEAT, WATCHDOG_FAILURES);
  private static final Map<String, Flow> BY_KEY =
      OTTOS.stream().collect(Collectors.toMap(Flow::key, Function.identity()));
  private static final Pattern OWN_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
  private static final Comparator<Flow> ORDER =
      Comparator.<Flow>comparingInt(flow -> flow.place).thenComparing(Flow::key);

  private final String key;
  private final int place;

  private Flow(String key, int place) {
    this.key = key;
    this.place = place;
  }

  /** Returns Otto's own four, in the order in which they are shown to people. */
  public static Flow[] values() {
    return OTTOS.toArray(Flow[]::new);
  }

  /**
   * Returns a flow of an application's own.
   *
   * @throws IllegalArgumentException if the key is one of Otto's, or is not made of letters,
   *     digits, {@code _} and {@code -}
   */
  public static Flow own(String key) {
    if (BY_KEY.containsKey(key)) {
      throw new IllegalArgumentException("\"" + key + "\" is a flow of Otto's; leave it out");
    }
    if (!OWN_KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "\""
              + key
              + "\" cannot be a flow; write up to 64 letters, digits, _ and -, a letter first");
    }
    return new Flow(key, OTTOS.size());
  }

  /** Returns the name used in files and in the REST API, such as {@code scheduledTasks}. */
  public String key() {
    return key;
  }

  /**
   * Returns the flow of Otto's with this key; empty if there is none. The key is case-sensitive.
   */
  public static Optional<Flow> parse(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /** Returns the keys of Otto's own in the order in which they are shown to people. */
  public static List<String> keys() {
    return Stream.of(values()).map(Flow::key).toList();
  }

  @Override
  public int compareTo(Flow other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Flow that && key.equals(that.key));
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return key;
  }
}
