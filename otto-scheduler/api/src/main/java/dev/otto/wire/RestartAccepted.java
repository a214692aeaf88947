package dev.otto.wire;

/**
 * A restart that is under way.
 *
 * @param status always {@code accepted}
 */
public record RestartAccepted(String status, long requestedAt, String message) {}
