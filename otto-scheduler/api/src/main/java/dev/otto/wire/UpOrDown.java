package dev.otto.wire;

/**
 * The readiness of Otto, for clients without a token.
 *
 * @param status {@code up} or {@code down}
 */
public record UpOrDown(String status) {}
