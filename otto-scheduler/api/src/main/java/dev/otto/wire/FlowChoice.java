package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a flow asks for where that is more than a model. A part that has its usual value is
 * absent.
 *
 * @param modelRef absent inherits
 * @param variant the effort that is asked of the model
 * @param fallbacks what may take the place of the model, in this order
 * @param policy {@code strict}: nothing but what is named
 * @param onlyProviders the fence: nothing but these providers
 * @param onFailure {@code next}: where the provider fails, the next of the fallbacks is asked
 */
public record FlowChoice(
    @AbsentIfNull @Nullable String modelRef,
    @AbsentIfNull @Nullable String variant,
    @AbsentIfNull @Nullable List<String> fallbacks,
    @AbsentIfNull @Nullable String policy,
    @AbsentIfNull @Nullable List<String> onlyProviders,
    @AbsentIfNull @Nullable String onFailure) {}
