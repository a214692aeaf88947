package dev.otto.wire;

/**
 * Whether Otto answers.
 *
 * @param status always {@code ok}
 */
public record Health(String status) {}
