package dev.otto.models;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The default model of each flow. A flow without one inherits OpenCode's global default. Immutable.
 */
public final class FlowDefaults {
  private static final FlowDefaults NONE = new FlowDefaults(Map.of());

  private final Map<Flow, ModelRef> defaults;

  private FlowDefaults(Map<Flow, ModelRef> defaults) {
    this.defaults = defaults.isEmpty() ? Map.of() : new EnumMap<>(defaults);
  }

  /** Returns defaults in which every flow inherits. */
  public static FlowDefaults none() {
    return NONE;
  }

  /** Returns defaults in which the given flows have a model and the others inherit. */
  public static FlowDefaults of(Map<Flow, ModelRef> defaults) {
    return new FlowDefaults(defaults);
  }

  public Optional<ModelRef> get(Flow flow) {
    return Optional.ofNullable(defaults.get(flow));
  }

  /** Returns the default of a flow or null, without allocating: for the resolver. */
  @Nullable ModelRef find(Flow flow) {
    return defaults.get(flow);
  }

  /** Returns the same defaults with one flow changed; an empty reference makes it inherit. */
  public FlowDefaults with(Flow flow, Optional<ModelRef> ref) {
    var changed = new EnumMap<Flow, ModelRef>(Flow.class);
    changed.putAll(defaults);
    ref.ifPresentOrElse(model -> changed.put(flow, model), () -> changed.remove(flow));
    return new FlowDefaults(changed);
  }

  /** Returns the same defaults with what differs between two others. */
  public FlowDefaults withChange(FlowDefaults before, FlowDefaults after) {
    FlowDefaults changed = this;
    for (Flow flow : Flow.values()) {
      if (!before.get(flow).equals(after.get(flow))) {
        changed = changed.with(flow, after.get(flow));
      }
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
