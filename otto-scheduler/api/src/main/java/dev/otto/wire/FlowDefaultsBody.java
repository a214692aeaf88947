package dev.otto.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The default model of each flow, by the {@linkplain Flow#key() key} of the flow; null inherits
 * OpenCode's global default. A change sends the same shape.
 *
 * @param flowChoices all that the flows ask for which say more than a model; absent if none does
 * @param warnings what a change dropped although nobody asked for that, and models that some nodes
 *     lack; absent if nothing
 */
public record FlowDefaultsBody(
    Map<String, @Nullable String> flowDefaults,
    @AbsentIfNull @Nullable Map<String, FlowChoice> flowChoices,
    @AbsentIfNull @Nullable List<String> warnings) {

  /** The default of this flow; empty where it inherits. */
  public Optional<String> of(Flow flow) {
    return Optional.ofNullable(flowDefaults.get(flow.key()));
  }

  /** All that this flow asks for; empty if that is no more than a model. */
  public Optional<FlowChoice> choice(Flow flow) {
    return Optional.ofNullable(flowChoices).map(choices -> choices.get(flow.key()));
  }
}
