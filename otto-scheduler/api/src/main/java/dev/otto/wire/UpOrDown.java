package dev.otto.wire;

/**
 * Whether Otto is ready, for those without a token.
 *
 * @param status {@code up} or {@code down}
 */
public record UpOrDown(String status) {}
