package dev.otto.wire;

/**
 * A model that OpenCode no longer lists.
 *
 * @param reason {@code deprecated}, {@code provider_disconnected}, {@code gone} or {@code unknown}
 * @param message the same for people, as it may follow the reference
 */
public record RemovedModel(String modelRef, String reason, String message) {}
