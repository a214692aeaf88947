package dev.otto.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The default model of each flow, by the {@linkplain Flow#key() key} of the flow; null inherits
 * OpenCode's global default. A change sends the same shape.
 */
public record FlowDefaultsBody(Map<String, @Nullable String> flowDefaults) {

  /** The default of this flow; empty where it inherits. */
  public Optional<String> of(Flow flow) {
    return Optional.ofNullable(flowDefaults.get(flow.key()));
  }

  /** The same with another default for this flow. */
  public FlowDefaultsBody with(Flow flow, @Nullable String ref) {
    var values = new LinkedHashMap<String, @Nullable String>(flowDefaults);
    values.put(flow.key(), ref);
    return new FlowDefaultsBody(values);
  }
}
