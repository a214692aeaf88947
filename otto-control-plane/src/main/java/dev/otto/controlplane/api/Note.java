package dev.otto.controlplane.api;

import org.jspecify.annotations.Nullable;

/**
 * Something that the operator was told, or is still to be told.
 *
 * @param source {@code heartbeat} or {@code watchdog}
 * @param status {@code pending}, {@code held}, {@code failed}, or that it is out
 */
public record Note(
    long id,
    long createdAt,
    String source,
    String severity,
    String text,
    @Nullable String runId,
    String status,
    @Nullable Long deliveredAt,
    @Nullable String lastError) {}
