package dev.otto.models;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The flows that an application knows: Otto's four, and perhaps some of its own. Immutable. */
public final class Flows {
  /** Otto's four and no others. */
  public static final Flows OTTOS = new Flows(List.of());

  private final Map<String, Flow> byKey = new LinkedHashMap<>();

  private Flows(Collection<Flow> own) {
    for (Flow flow : Flow.values()) {
      byKey.put(flow.key(), flow);
    }
    own.stream().sorted().forEach(flow -> byKey.put(flow.key(), flow));
  }

  /**
   * Returns Otto's four and others.
   *
   * @throws IllegalArgumentException if a key cannot be that of a flow
   */
  public static Flows with(Collection<String> own) {
    return own.isEmpty() ? OTTOS : new Flows(own.stream().map(Flow::own).toList());
  }

  /** Returns the flow with this key; empty if there is none. The key is case-sensitive. */
  public Optional<Flow> parse(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** Returns all of them in the order in which they are shown to people. */
  public List<Flow> all() {
    return List.copyOf(byKey.values());
  }

  /** Returns all keys in one text, for messages. */
  public String keys() {
    return String.join(", ", byKey.keySet());
  }
}
