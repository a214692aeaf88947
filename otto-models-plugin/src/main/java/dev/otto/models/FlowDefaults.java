package dev.otto.models;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The default choice of each flow. A flow without a model inherits OpenCode's global default.
 * Immutable.
 */
public final class FlowDefaults {
  private static final FlowDefaults NONE = new FlowDefaults(Map.of());

  private final Map<Flow, ModelChoice> defaults;

  private FlowDefaults(Map<Flow, ModelChoice> defaults) {
    this.defaults = defaults;
  }

  /** Returns defaults in which every flow inherits. */
  public static FlowDefaults none() {
    return NONE;
  }

  /** Returns defaults in which the given flows have a model and the others inherit. */
  public static FlowDefaults of(Map<Flow, ModelRef> defaults) {
    FlowDefaults all = NONE;
    for (var each : defaults.entrySet()) {
      all = all.with(each.getKey(), Optional.of(each.getValue()));
    }
    return all;
  }

  /** Returns the model of the flow; empty inherits. */
  public Optional<ModelRef> get(Flow flow) {
    return choice(flow).modelRef();
  }

  /** Returns all that the flow asks for. */
  public ModelChoice choice(Flow flow) {
    ModelChoice choice = defaults.get(flow);
    return choice == null ? ModelChoice.INHERIT : choice;
  }

  /**
   * Returns the same defaults with the model of one flow changed; an empty reference makes it
   * inherit. Policy and fence stay.
   */
  public FlowDefaults with(Flow flow, Optional<ModelRef> ref) {
    return with(flow, choice(flow).with(ref));
  }

  /** Returns the same defaults with all that one flow asks for. */
  public FlowDefaults with(Flow flow, ModelChoice choice) {
    // In one order, whatever was set first: the text of this is compared, too.
    var changed = new TreeMap<Flow, ModelChoice>(defaults);
    if (choice.equals(ModelChoice.INHERIT)) {
      changed.remove(flow);
    } else {
      changed.put(flow, choice);
    }
    return new FlowDefaults(new LinkedHashMap<>(changed));
  }

  /** Returns the flows whose choices differ, in the order in which they are shown to people. */
  public static List<Flow> differing(FlowDefaults some, FlowDefaults others) {
    return Stream.concat(some.defaults.keySet().stream(), others.defaults.keySet().stream())
        .distinct()
        .filter(flow -> !some.choice(flow).equals(others.choice(flow)))
        .sorted()
        .toList();
  }

  /** Returns the same defaults with what differs between two others. */
  public FlowDefaults withChange(FlowDefaults before, FlowDefaults after) {
    FlowDefaults changed = this;
    for (Flow flow : differing(before, after)) {
      changed = changed.with(flow, after.choice(flow));
    }
    return changed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FlowDefaults that && defaults.equals(that.defaults);
  }

  @Override
  public int hashCode() {
    return defaults.hashCode();
  }

  @Override
  public String toString() {
    return defaults.toString();
  }
}
