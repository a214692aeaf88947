package dev.otto.wire;

/**
 * The answer of a running Otto.
 *
 * @param status always {@code ok}
 */
public record Health(String status) {}
