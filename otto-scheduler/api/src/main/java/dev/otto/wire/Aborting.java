package dev.otto.wire;

/**
 * A run that is being aborted.
 *
 * @param status always {@code aborting}
 */
public record Aborting(String id, String status) {}
