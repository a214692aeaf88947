package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * The readiness of Otto, for clients without a token.
 *
 * @param status {@code up} or {@code down}
 * @param reason {@code starting} or {@code stopping}; absent if it is up
 */
public record UpOrDown(String status, @AbsentIfNull @Nullable String reason) {}
